count = {}
for word in "a b a".split():
    count[word] += 1
assert count == {"a": 2, "b": 1}
