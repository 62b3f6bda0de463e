ages = {"Ada": 36}
get = ages.get
assert get["Ada"] == 36
