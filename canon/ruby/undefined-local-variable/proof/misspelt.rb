name = "Ada"
puts nmae.upcase
