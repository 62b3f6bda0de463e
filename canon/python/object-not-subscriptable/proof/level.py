import json

answer = json.loads('{"count": 2}')
count = answer["count"]
assert count["all"] == 2
