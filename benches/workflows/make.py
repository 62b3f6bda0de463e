#!/usr/bin/env python3
"""Makes a repository with many workflows, and a trust policy: benches/workflows/make.py DIR COUNT

The same COUNT makes the same files. Every tenth workflow is called by others; the rest build, test, publish and deploy.
"""
import json
import pathlib
import random
import sys

TRIGGERS = [
    "on: push",
    "on:\n  push:\n    branches: [main, 'releases/**']\n    tags: ['v*']",
    "on:\n  pull_request:\n    paths: ['src/**']",
    "on: [push, pull_request]",
    "on:\n  schedule:\n    - cron: '17 3 * * 1'\n  workflow_dispatch:\n    inputs:\n      version:\n        required: true",
    "on:\n  release:\n    types: [published]",
    "on:\n  workflow_run:\n    workflows: [ci]\n    types: [completed]",
]
PERMISSIONS = [
    "",
    "permissions: read-all\n",
    "permissions:\n  contents: read\n",
    "permissions:\n  contents: read\n  id-token: write\n",
    "permissions:\n  contents: write\n  packages: write\n  id-token: write\n",
]
BUILD = [
    "- run: cargo test --workspace --locked",
    "- uses: actions/setup-node@v4\n  with:\n    node-version: ${{ matrix.version || 22 }}\n    cache: npm",
    "- run: |\n    npm ci\n    npm test -- --coverage",
    "- uses: actions/cache@v4\n  with:\n    path: ~/.cache\n    key: ${{ runner.os }}-${{ hashFiles('**/package-lock.json') }}",
    "- name: Build\n  if: ${{ github.event_name == 'push' && !cancelled() }}\n  env:\n    TOKEN: ${{ secrets.TOKEN }}\n  run: make all",
    "- uses: actions/upload-artifact@v4\n  with:\n    name: out-${{ github.sha }}\n    path: out/",
]
DEPLOY = [
    "- uses: aws-actions/configure-aws-credentials@v4\n  with:\n    role-to-assume: arn:aws:iam::123456789012:role/deploy\n    aws-region: eu-central-1",
    "- uses: google-github-actions/auth@v2\n  with:\n    workload_identity_provider: projects/1/locations/global/workloadIdentityPools/p/providers/github",
    "- uses: azure/login@v2\n  with:\n    client-id: ${{ vars.CLIENT }}\n    tenant-id: ${{ vars.TENANT }}\n    subscription-id: ${{ vars.SUBSCRIPTION }}",
    "- uses: pypa/gh-action-pypi-publish@release/v1",
    "- run: npm publish --provenance --access public",
]


def indented(text, by):
    return "".join(f"{' ' * by}{line}\n" if line else "\n" for line in text.splitlines())


def job(rng, name, reusable):
    if reusable and rng.random() < 0.15:
        return f"  {name}:\n    permissions: write-all\n    uses: ./.github/workflows/{rng.choice(reusable)}\n    secrets: inherit\n"
    out = f"  {name}:\n    runs-on: ubuntu-latest\n"
    if rng.random() < 0.3:
        out += indented(rng.choice(PERMISSIONS), 4)
    if rng.random() < 0.25:
        out += "    strategy:\n      matrix:\n        version: [18, 20, 22]\n        os: [ubuntu-latest, macos-latest]\n"
    steps = ["- uses: actions/checkout@v4"] + rng.sample(BUILD, rng.randint(1, 4))
    if rng.random() < 0.4:
        if rng.random() < 0.5:
            out += f"    environment: {rng.choice(['production', 'staging'])}\n"
        steps.append(rng.choice(DEPLOY))
    return out + "    steps:\n" + "".join(indented(step, 6) for step in steps)


def main():
    folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    workflows = folder / ".github/workflows"
    workflows.mkdir(parents=True, exist_ok=True)
    rng = random.Random(count)
    called = [f"called-{at:03}.yml" for at in range(0, count, 10)]
    for at in range(count):
        own = at % 10 == 0
        trigger = "on:\n  workflow_call:\n    inputs:\n      target:\n        type: string" if own else rng.choice(TRIGGERS)
        name = called[at // 10] if own else f"workflow-{at:03}.yml"
        jobs = "".join(job(rng, f"job-{nth}", [] if own else called) for nth in range(rng.randint(1, 5)))
        (workflows / name).write_text(f"name: workflow {at}\n{trigger}\n{rng.choice(PERMISSIONS)}jobs:\n{jobs}")
    issuer = "token.actions.githubusercontent.com"
    trust = {
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{issuer}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"},
                "StringLike": {f"{issuer}:sub": ["repo:octo/shop:ref:refs/heads/main", "repo:octo/shop:environment:production"]},
            },
        }],
    }
    (folder / "trust.json").write_text(json.dumps(trust, indent=2) + "\n")


if __name__ == "__main__":
    main()
