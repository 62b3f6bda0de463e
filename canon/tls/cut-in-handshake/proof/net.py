"""net.py PORT cut|proxy: what drops a TLS greeting, what answers CONNECT and drops it, and a proxy that goes on to the server."""
import socket
import sys
import threading

port, kind = int(sys.argv[1]), sys.argv[2]
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", port))
listener.listen()


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(client):
    if kind != "cut":
        client.recv(65536)
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    if kind == "proxy":
        server = socket.create_connection(("127.0.0.1", 8443))
        threading.Thread(target=copy, args=(server, client), daemon=True).start()
        copy(client, server)
    else:
        client.recv(65536)
        client.close()


while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
