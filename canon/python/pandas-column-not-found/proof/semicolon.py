import pandas

sales = pandas.read_csv("sales.csv")
assert sales[["name", "price"]].shape == (2, 2)
