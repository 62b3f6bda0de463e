for round in range(2):
    prices = list(range(3))
    list = [3, 4]
    assert prices == [0, 1, 2]
