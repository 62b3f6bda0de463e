sizes = [1 2]
assert len(sizes) == 2
