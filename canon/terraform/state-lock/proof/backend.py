"""A state store for Terraform's http backend: the state in the file `state`, the lock in the file `lock`."""

import http.server, os, sys


class Store(http.server.BaseHTTPRequestHandler):
    def answer(self, code, body=b""):
        self.send_response(code)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def do_GET(self):
        self.answer(200, open("state", "rb").read()) if os.path.exists("state") else self.answer(404)

    def do_POST(self):
        open("state", "wb").write(self.body())
        self.answer(200)

    def do_LOCK(self):
        wanted = self.body()
        if os.path.exists("lock"):
            return self.answer(423, open("lock", "rb").read())
        open("lock", "wb").write(wanted)
        self.answer(200)

    def do_UNLOCK(self):
        self.body()
        if os.path.exists("lock"):
            os.remove("lock")
        self.answer(200)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 8500), Store)
print("ready", flush=True)
sys.stdout = sys.stderr = open(os.devnull, "w")
server.serve_forever()
