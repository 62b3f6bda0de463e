import pandas

sales = pandas.read_csv("sales.csv")
assert sales["price"].sum() == 7
