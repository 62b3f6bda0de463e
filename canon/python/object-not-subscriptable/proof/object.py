class User:
    def __init__(self, name):
        self.name = name


user = User("Ada")
assert user["name"] == "Ada"
