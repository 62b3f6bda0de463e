class Greeter
  def initialise(name)
    @name = name
  end
  def greet = "Hello #{@name}"
end
puts Greeter.new("Ada").greet
