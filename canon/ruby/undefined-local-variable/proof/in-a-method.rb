def report
  puts total.round
end

total = 7.2
report
