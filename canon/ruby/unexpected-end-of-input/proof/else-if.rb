price = 7
if price > 10
  puts "much"
else if price > 5
  puts "some"
end
puts "done"
