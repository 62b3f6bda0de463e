"""Holds idle connections to a server until it is ended: idle.py HOST PORT COUNT. A third of them has begun a request."""
import signal
import socket
import sys

host, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
held = []
for number in range(count):
    connection = socket.create_connection((host, port))
    if number % 3 == 0:
        connection.sendall(b"GET / HTTP/1.1\r\nHos")
    held.append(connection)
print(len(held), flush=True)
signal.pause()
