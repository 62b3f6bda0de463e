"""The part of a registry that docker login talks to: it lets one user in and asks everybody else who they are."""
import base64
import http.server

LOGIN = "Basic " + base64.b64encode(b"builder:correct").decode()


class Registry(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.headers.get("Authorization") == LOGIN
        self.send_response(200 if known else 401)
        if not known:
            self.send_header("WWW-Authenticate", 'Basic realm="registry"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 5000), Registry)
open("/work/listening", "w").close()
server.serve_forever()
