def connect(host, port=80):
    return f"{host}:{port}"


print(connect("db", timeout=5))
