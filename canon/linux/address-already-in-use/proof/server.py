import socket
import sys
import time

port, what = int(sys.argv[1]), sys.argv[2]
server = socket.socket()
if "reuse" in sys.argv:
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", port))
server.listen()
if what == "once":
    connection, _ = server.accept()
    connection.sendall(b"x")
    connection.close()
elif what == "ever":
    time.sleep(1000)
