import sys
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def home():
    return render_template("index.html")


sys.exit(app.test_client().get("/").status_code != 200)
