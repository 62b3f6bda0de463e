puts Greeter.new("Ada").greet
class Greeter
  def initialize(name) = @name = name
  def greet = "Hello #{@name}"
end
