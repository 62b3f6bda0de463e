[3, 4].each do |price|
  sum = (sum || 0) + price
end

puts sum.to_s
