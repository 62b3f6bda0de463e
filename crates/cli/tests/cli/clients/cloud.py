"""Real clients against the emulator: the kind, then what it needs. Prints what they got, or the error that they raise."""

import json
import os
import sys
import tempfile
import urllib.request

BASE = os.environ["UNSTUCK_OIDC_URL"]


def token(audience=None):
    url = os.environ["ACTIONS_ID_TOKEN_REQUEST_URL"] + (f"&audience={audience}" if audience else "")
    request = urllib.request.Request(url, headers={"Authorization": "Bearer " + os.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]})
    return json.load(urllib.request.urlopen(request))["value"]


def aws(role, audience="sts.amazonaws.com"):
    import boto3

    sts = boto3.client("sts", region_name="us-east-1")
    got = sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="test", WebIdentityToken=token(audience))
    return got["AssumedRoleUser"]["Arn"]


def azure():
    """The authority is `AZURE_AUTHORITY_HOST`, or Microsoft's own where that is not set."""
    from azure.identity import ClientAssertionCredential

    own = "AZURE_AUTHORITY_HOST" in os.environ
    credential = ClientAssertionCredential(
        "11111111-1111-1111-1111-111111111111",
        "22222222-2222-2222-2222-222222222222",
        func=lambda: token("api://AzureADTokenExchange"),
        **({"disable_instance_discovery": True} if own else {}),
    )
    return credential.get_token("https://management.azure.com/.default").token


def gcp(provider, account=None):
    """Google's own endpoints."""
    import google.auth.transport.requests
    from google.auth import identity_pool

    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write(token("https:" + provider))
    credentials = identity_pool.Credentials(
        audience=provider,
        subject_token_type="urn:ietf:params:oauth:token-type:jwt",
        token_url="https://sts.googleapis.com/v1/token",
        credential_source={"file": file.name},
        scopes=["https://www.googleapis.com/auth/cloud-platform"],
        service_account_impersonation_url=account
        and f"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{account}:generateAccessToken",
    )
    credentials.refresh(google.auth.transport.requests.Request())
    return credentials.token


def vault(role):
    import hvac

    client = hvac.Client(url=os.environ["VAULT_ADDR"])
    return client.auth.jwt.jwt_login(role=role, jwt=token())["auth"]["client_token"]


def identity(audience):
    """The package that Python's publishers use to find a token."""
    import id

    return "token of " + str(len(id.detect_credential(audience).split("."))) + " parts"


def pypi():
    import requests

    audience = requests.get(BASE + "/pypi/_/oidc/audience").json()["audience"]
    answer = requests.post(BASE + "/pypi/_/oidc/mint-token", json={"token": token(audience)}).json()
    return answer.get("token") or json.dumps(answer)


try:
    print(globals()[sys.argv[1]](*sys.argv[2:]))
except Exception as error:
    print(type(error).__name__ + ": " + str(error))
    sys.exit(1)
