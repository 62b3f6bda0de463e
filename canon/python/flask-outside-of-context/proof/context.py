from flask import Flask, current_app, request

app = Flask(__name__)


def greeting():
    return current_app.name


print(greeting())
