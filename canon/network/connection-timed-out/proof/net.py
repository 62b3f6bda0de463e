"""net.py silent PORT | proxy PORT: a port whose packets are dropped; a proxy that goes on to port 8080."""
import http.server
import socket
import sys
import time
import urllib.request

kind, port = sys.argv[1], int(sys.argv[2])


class Proxy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        answer = urllib.request.urlopen("http://127.0.0.1:8080/").read()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)


if kind == "silent":
    # A full queue of connections that nobody accepts: the kernel drops every further packet.
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(0)
    waiting = []
    for _ in range(4):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(("127.0.0.1", port))
        waiting.append(client)
    open(f"/work/silent.{port}", "w").close()
    time.sleep(600)
http.server.ThreadingHTTPServer(("127.0.0.1", port), Proxy).serve_forever()
