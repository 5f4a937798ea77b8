"""A Django site that signs people in with python-social-auth, which knows no PKCE."""
import os

import django_site

django_site.configure(
    ["social_django"],
    AUTHENTICATION_BACKENDS=["social_core.backends.open_id_connect.OpenIdConnectAuth"],
    SOCIAL_AUTH_OIDC_OIDC_ENDPOINT=os.environ["ISSUER"],
    SOCIAL_AUTH_OIDC_KEY=os.environ["CLIENT_ID"],
    SOCIAL_AUTH_OIDC_SECRET=os.environ["CLIENT_SECRET"],
)

from django.urls import include, path  # noqa: E402  settings come first

urlpatterns = [path("", include("social_django.urls", namespace="social")), path("me", django_site.me)]
django_site.serve()
