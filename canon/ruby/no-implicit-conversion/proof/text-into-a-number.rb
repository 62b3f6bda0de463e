price = "3"
total = 7
puts total + price
