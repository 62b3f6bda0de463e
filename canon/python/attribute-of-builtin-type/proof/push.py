names = ["Ada", "Bob"]
names.push("Cy")
assert len(names) == 3
