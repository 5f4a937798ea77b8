"""A django-oauth-toolkit server: OpenID Connect under /o/, and what plain OAuth 2 programs ask, /api/me. Whoever comes is 岚."""
import json
import os

import django_site
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
).decode()

django_site.configure(
    ["oauth2_provider"],
    LOGIN_URL="/login",
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": key,
        "SCOPES": {"openid": "Sign in", "profile": "Profile", "email": "E-mail", "read": "Read"},
        "OAUTH2_VALIDATOR_CLASS": "__main__.Validator",
        "ALLOWED_REDIRECT_URI_SCHEMES": ["http"],
    },
)

# Settings come first.
from django.contrib.auth import login  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.http import HttpResponse, HttpResponseRedirect  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402
from oauth2_provider.oauth2_validators import OAuth2Validator  # noqa: E402
from oauth2_provider.views.generic import ScopedProtectedResourceView  # noqa: E402


class Validator(OAuth2Validator):
    def get_additional_claims(self, request):
        return {"name": "岚", "preferred_username": request.user.username, "email": request.user.email, "email_verified": True}


class Me(ScopedProtectedResourceView):
    required_scopes = ["read"]

    def get(self, request):
        owner = request.resource_owner
        known = {"data": {"id": owner.pk, "login": owner.username, "emails": [owner.email]}}
        return HttpResponse(json.dumps(known), content_type="application/json")


def sign_in(request):
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(request.GET["next"])


person = User.objects.create_user("lan-lee", "lan@example.com", "a password")
Application.objects.create(
    name="Gatehouse", client_id=os.environ["CLIENT_ID"], client_secret=os.environ["CLIENT_SECRET"],
    client_type=Application.CLIENT_CONFIDENTIAL, authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
    redirect_uris=os.environ["REDIRECT_URIS"], algorithm=Application.RS256_ALGORITHM, skip_authorization=True,
)
urlpatterns = [
    path("login", sign_in),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("api/me", Me.as_view()),
]
django_site.serve()
