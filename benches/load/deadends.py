"""Serves the HTTP endpoint of a checkout of deadends.dev: deadends.py CHECKOUT PORT [kept]

Its endpoint prepares all patterns anew for every message. With `kept` it is given its own cache of them, which its
server on standard input and output uses.
"""
import functools
import importlib.util
import sys
from http.server import ThreadingHTTPServer
from pathlib import Path

checkout, port = Path(sys.argv[1]).resolve(), int(sys.argv[2])
sys.path.insert(0, str(checkout))
spec = importlib.util.spec_from_file_location("deadends_http", checkout / "api" / "mcp.py")
endpoint = importlib.util.module_from_spec(spec)
spec.loader.exec_module(endpoint)
if sys.argv[3:] == ["kept"]:
    endpoint.match_error = functools.partial(endpoint.match_error, repo=endpoint._REPO)
# Its log lines would be measured too.
endpoint.handler.log_message = lambda *_: None
ThreadingHTTPServer(("127.0.0.1", port), endpoint.handler).serve_forever()
