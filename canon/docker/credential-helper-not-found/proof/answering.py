"""Answers where the client looks for a daemon: a ping, a container that is made and started, an image that is pulled. It does none of it and is no daemon."""
import http.server
import json
import socketserver
import sys


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, code, value):
        body = b"" if value is None else (json.dumps(value) + "\n").encode()
        self.send_response(code)
        self.send_header("Api-Version", "1.41")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        self.answer(200, {"OSType": "linux"})

    do_HEAD = do_GET

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.split("?")[0]
        if path.endswith("/containers/create"):
            self.answer(201, {"Id": "4c01db0b339c", "Warnings": []})
        elif path.endswith("/start"):
            self.answer(204, None)
        else:
            self.answer(200, {"status": "Status: Image is up to date"})

    def address_string(self):
        return "client"

    def log_message(self, *arguments):
        pass


socketserver.ThreadingUnixStreamServer(sys.argv[1], Answer).serve_forever()
