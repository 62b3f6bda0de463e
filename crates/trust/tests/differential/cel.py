"""Judges the cases on stdin with cel-python and prints each disagreement with a verdict that is not "unknown".

A condition lets a token in where it is true; false, an error and a value of another kind refuse it.
"""

import json
import logging
import sys

import celpy
from celpy import celtypes

logging.disable(logging.CRITICAL)
explained = json.load(open(sys.argv[1]))
environment = celpy.Environment()
counts = {"cases": 0, "compared": 0, "unknown": 0, "allow": 0, "deny": 0, "explained": 0, "unexplained": 0}


def judge(condition, claims):
    try:
        program = environment.program(environment.compile(condition))
        result = program.evaluate({"assertion": celpy.json_to_cel(claims)})
    except Exception:  # Whatever it raises, the token is refused.
        return "deny"
    return "allow" if isinstance(result, celtypes.BoolType) and bool(result) else "deny"


for line in sys.stdin:
    case = json.loads(line)
    counts["cases"] += 1
    if case["verdict"] == "unknown":
        counts["unknown"] += 1
        continue
    counts["compared"] += 1
    theirs = judge(case["condition"], case["claims"])
    counts[theirs] += 1
    if theirs == case["verdict"]:
        continue
    known = [one for one in explained if one["ours"] == case["verdict"] and one["contains"] in case["condition"]]
    if known:
        counts["explained"] += 1
        continue
    counts["unexplained"] += 1
    print(json.dumps({"ours": case["verdict"], "theirs": theirs, **case}))
print("cel:", json.dumps(counts))
sys.exit(counts["unexplained"] > 0 or counts["compared"] < 500)
