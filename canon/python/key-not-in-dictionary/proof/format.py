import json

text = '{"name": "{name}"}'.format(name="Ada")
assert json.loads(text) == {"name": "Ada"}
