"""A mirror that takes its time: it answers once the file began is there and some seconds have passed."""
import http.server
import os
import time


class Slow(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        open("/work/configuring", "w").close()
        while not os.path.exists("/work/began"):
            time.sleep(0.05)
        if not os.path.exists("/work/waited"):
            time.sleep(float(os.environ["SECONDS_MORE"]))
            open("/work/waited", "w").close()
        super().do_GET()

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(
    ("127.0.0.1", 8082), lambda *arguments: Slow(*arguments, directory="/work/repo")
)
open("/work/listening", "w").close()
server.serve_forever()
