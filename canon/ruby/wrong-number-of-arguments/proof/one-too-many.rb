class Greeter
  def greet
    "Hello"
  end
end
puts Greeter.new.greet("Ada")
