require "json"

config = JSON.parse('{"db": {"host": "db1"}}')
puts config["db"]["pool"]["size"]
