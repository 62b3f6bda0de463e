#!/usr/bin/python3
"""A server as hosting sites are: the public repository for everybody, the rest with the token alone, and 401 for what does not exist."""
import base64, http.server

class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        token = base64.b64decode(self.headers.get("Authorization", "Basic ").split(" ")[1]).decode().partition(":")[2]
        if self.path.startswith("/public.git/") or token == "the-token":
            return super().do_GET()
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="Git"')
        self.end_headers()

http.server.ThreadingHTTPServer(("127.0.0.1", 8080), Handler).serve_forever()
