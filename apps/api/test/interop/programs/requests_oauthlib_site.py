"""A Flask site that signs people in with requests-oauthlib: OAuth 2 without OpenID Connect, PKCE or refresh."""
import os

from flask import Flask, jsonify, redirect, request, session
from requests_oauthlib import OAuth2Session

# Loopback has no TLS.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
issuer = os.environ["ISSUER"]
app = Flask(__name__)
app.secret_key = "a secret of the site"


def oauth(**more):
    return OAuth2Session(
        os.environ["CLIENT_ID"], scope=["openid", "profile", "email"], redirect_uri=os.environ["ORIGIN"] + "/callback", **more
    )


@app.get("/login")
def login():
    url, session["state"] = oauth().authorization_url(issuer + "/o/authorize")
    return redirect(url)


@app.get("/callback")
def callback():
    client = oauth(state=session["state"])
    client.fetch_token(
        issuer + "/o/token", client_secret=os.environ["CLIENT_SECRET"], authorization_response=request.url
    )
    session["user"] = client.get(issuer + "/o/userinfo").json()
    return redirect("/me")


@app.get("/me")
def me():
    return jsonify(session.get("user"))


app.run("localhost", int(os.environ["PORT"]))
