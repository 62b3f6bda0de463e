def add(a, b)
  a + b
end
pair = [1, 2]
puts add(pair)
