import pickle

double = lambda number: 2 * number
assert pickle.loads(pickle.dumps({"double": double}))["double"](2) == 4
