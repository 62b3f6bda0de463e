from flask import Flask, request

app = Flask(__name__)


@app.route("/")
def home():
    return lang()


def lang():
    return request.args.get("lang", "en")


print(lang())
