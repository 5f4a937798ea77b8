"""A Django site that signs people in with django-allauth, through a provider of its own, as the documentation of allauth has it."""
import os

import django_site

issuer = os.environ["ISSUER"]
django_site.configure(
    ["django.contrib.sites", "allauth", "allauth.account", "allauth.socialaccount"],
    SITE_ID=1,
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    ACCOUNT_EMAIL_VERIFICATION="none",
    SOCIALACCOUNT_LOGIN_ON_GET=True,
    SOCIALACCOUNT_PROVIDERS={"gatehouse": {
        "APP": {"client_id": os.environ["CLIENT_ID"], "secret": os.environ["CLIENT_SECRET"], "key": ""},
        "SCOPE": ["openid", "profile", "email"],
    }},
)

# Settings come first.
import requests  # noqa: E402
from allauth.socialaccount import providers  # noqa: E402
from allauth.socialaccount.providers.base import ProviderAccount  # noqa: E402
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider  # noqa: E402
from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns  # noqa: E402
from allauth.socialaccount.providers.oauth2.views import (  # noqa: E402
    OAuth2Adapter, OAuth2CallbackView, OAuth2LoginView,
)
from django.urls import include, path  # noqa: E402


class GatehouseProvider(OAuth2Provider):
    id = "gatehouse"
    name = "Gatehouse"
    account_class = ProviderAccount

    def extract_uid(self, data):
        return data["sub"]

    def extract_common_fields(self, data):
        return {"username": data.get("preferred_username"), "email": data.get("email")}


class GatehouseAdapter(OAuth2Adapter):
    provider_id = GatehouseProvider.id
    access_token_url = issuer + "/o/token"
    authorize_url = issuer + "/o/authorize"

    def complete_login(self, request, app, token, **kwargs):
        answer = requests.get(issuer + "/o/userinfo", headers={"Authorization": "Bearer " + token.token}, timeout=10)
        answer.raise_for_status()
        return self.get_provider().sociallogin_from_response(request, answer.json())


providers.registry.register(GatehouseProvider)
oauth2_login = OAuth2LoginView.adapter_view(GatehouseAdapter)
oauth2_callback = OAuth2CallbackView.adapter_view(GatehouseAdapter)
urlpatterns = [
    path("accounts/gatehouse/login/", oauth2_login, name="gatehouse_login"),
    path("accounts/gatehouse/login/callback/", oauth2_callback, name="gatehouse_callback"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/social/", include("allauth.socialaccount.urls")),
    path("me", django_site.me),
]
django_site.serve()
