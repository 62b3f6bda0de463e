import io
from flask import Flask, send_file

app = Flask(__name__)
with app.test_request_context("/"):
    print(send_file(io.BytesIO(b"a"), mimetype="text/plain", attachment_filename="a.txt"))
