prices = [3, 4]
assert prices(0) == 3
