names = ["Ada", "Bob"
total = len(names)
assert total == 2
