sizes = [
    (1, 2)
    (3, 4),
]
assert len(sizes) == 2
