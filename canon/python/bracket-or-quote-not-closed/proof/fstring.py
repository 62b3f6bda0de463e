user = {"name": "Ada"}
text = f"hello {user["name"]}"
assert text == "hello Ada"
