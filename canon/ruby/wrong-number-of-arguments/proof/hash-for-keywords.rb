def greet(name:)
  "Hello #{name}"
end
options = { name: "Ada" }
puts greet(options)
