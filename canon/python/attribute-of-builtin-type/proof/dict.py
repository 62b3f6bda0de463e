import json

user = json.loads('{"name": "Ada"}')
assert user.name == "Ada"
