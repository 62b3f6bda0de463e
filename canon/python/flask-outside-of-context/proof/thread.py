import threading
from flask import Flask, current_app

app = Flask(__name__)


def send():
    print("sent by", current_app.name)


@app.route("/")
def home():
    worker = threading.Thread(target=send)
    worker.start()
    worker.join()
    return "ok"


app.test_client().get("/")
