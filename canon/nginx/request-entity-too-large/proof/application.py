"""An application with a limit of its own for uploads."""
import http.server
import os


class Application(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.rfile.read(length)
        self.send_response(200 if length <= int(os.environ.get("LIMIT", "5000000")) else 400)
        self.end_headers()

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        pass


with open("/work/application.pid", "w") as file:
    file.write(str(os.getpid()))
http.server.ThreadingHTTPServer(("127.0.0.1", 3000), Application).serve_forever()
