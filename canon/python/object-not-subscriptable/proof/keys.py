ages = {"Ada": 36}
keys = ages.keys()
assert keys[0] == "Ada"
