import pandas

sales = pandas.read_csv("sales.csv", sep=";")
sums = sales.groupby("name").sum()
assert list(sums["name"]) == ["Ada", "Bob"]
