import pickle
import threading


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.count = 3


assert pickle.loads(pickle.dumps(Counter())).count == 3
