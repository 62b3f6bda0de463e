price = ENV["PRICE"]
total = 7
puts total + price
