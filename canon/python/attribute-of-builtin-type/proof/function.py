def load():
    return {"name": "Ada"}


assert list(load.keys()) == ["name"]
