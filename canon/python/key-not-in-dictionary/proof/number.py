import json

names = json.loads('{"1": "Ada", "2": "Bob"}')
number = 1
name = names[number].upper()
assert name == "ADA"
