"""A Flask site that signs people in with Authlib."""
import os

from authlib.integrations.flask_client import OAuth
from flask import Flask, jsonify, redirect, session

app = Flask(__name__)
app.secret_key = "a secret of the site"
oauth = OAuth(app)
oauth.register(
    "gatehouse",
    server_metadata_url=os.environ["ISSUER"] + "/.well-known/openid-configuration",
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
)


@app.get("/login")
def login():
    return oauth.gatehouse.authorize_redirect(os.environ["ORIGIN"] + "/callback")


@app.get("/callback")
def callback():
    token = oauth.gatehouse.authorize_access_token()
    session["user"] = dict(oauth.gatehouse.userinfo(token=token))
    return redirect("/me")


@app.get("/me")
def me():
    return jsonify(session.get("user"))


app.run("localhost", int(os.environ["PORT"]))
