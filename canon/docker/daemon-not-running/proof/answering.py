"""Answers where the client looks for a daemon: a ping and the list of no containers. It starts nothing and is no daemon."""
import http.server
import socketserver
import sys


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"[]\n" if self.path.split("?")[0].endswith("/containers/json") else b"OK"
        self.send_response(200)
        self.send_header("Api-Version", "1.41")
        self.send_header("Content-Type", "application/json" if body != b"OK" else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def address_string(self):
        return "client"

    def log_message(self, *arguments):
        pass


socketserver.ThreadingUnixStreamServer(sys.argv[1], Answer).serve_forever()
