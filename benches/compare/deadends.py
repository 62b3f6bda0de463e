"""Runs the matcher of a checkout of deadends.dev over the lines of a log: deadends.py CHECKOUT LOG"""
import sys

sys.path.insert(0, sys.argv[1])
from generator.lookup import lookup  # noqa: E402

with open(sys.argv[2], errors="replace") as log:
    print(sum(1 for line in log if lookup(line.rstrip("\n"))))
