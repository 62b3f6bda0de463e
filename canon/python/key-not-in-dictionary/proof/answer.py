import json

answer = json.loads('{"error": "rate limit"}')
items = answer["data"]
names = [item["name"] for item in items]
assert names == []
