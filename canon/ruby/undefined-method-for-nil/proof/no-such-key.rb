User = Struct.new(:name)
$users = { 1 => User.new("Ada") }

def greet(id)
  "Hello " + $users[id].name
end

puts greet(7).upcase
