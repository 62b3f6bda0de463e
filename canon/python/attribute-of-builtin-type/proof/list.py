users = [{"name": "Ada"}, {"name": "Bob"}]
names = [value for key, value in users.items()]
assert names == ["Ada", "Bob"]
