"""Answers as GitHub's API does for one repository, for whoever shows the job's token; on a unix socket, as gh can be told to use one."""
import http.server
import json
import socketserver
import sys


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.headers.get("Authorization") == "token ghs_" + 36 * "0"
        body = json.dumps({"full_name": "octo/app"} if known else {"message": "Bad credentials"}).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("X-OAuth-Scopes", "repo, read:org")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self):
        return "client"

    def log_message(self, *arguments):
        pass


socketserver.ThreadingUnixStreamServer(sys.argv[1], Answer).serve_forever()
