age = 7
puts "Age: " + age
