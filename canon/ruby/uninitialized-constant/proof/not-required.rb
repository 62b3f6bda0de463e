puts Greeter.new("Ada").greet
