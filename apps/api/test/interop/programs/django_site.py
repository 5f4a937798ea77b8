"""A Django site in one file; its settings are completed by the programs that import it."""
import json
import os
import sys
import tempfile
from wsgiref.simple_server import make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse


def configure(apps, **more):
    folder = tempfile.mkdtemp(prefix="gatehouse-interop-", dir=os.environ.get("SITE_DATA"))
    settings.configure(
        DEBUG=True,
        SECRET_KEY="a secret of the site",
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF="__main__",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder + "/db.sqlite3"}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                        "django.contrib.messages", *apps],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
                    "django.contrib.auth.middleware.AuthenticationMiddleware",
                    "django.contrib.messages.middleware.MessageMiddleware"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
                    "OPTIONS": {"context_processors": ["django.template.context_processors.request",
                                                       "django.contrib.auth.context_processors.auth",
                                                       "django.contrib.messages.context_processors.messages"]}}],
        LOGIN_REDIRECT_URL="/me",
        **more,
    )
    django.setup()
    call_command("migrate", verbosity=0, run_syncdb=True)


def me(request):
    user = request.user
    known = {"username": user.username, "email": user.email} if user.is_authenticated else None
    return HttpResponse(json.dumps(known), content_type="application/json")


def serve():
    from django.core.wsgi import get_wsgi_application

    with make_server("localhost", int(os.environ["PORT"]), get_wsgi_application()) as server:
        sys.stdout.flush()
        server.serve_forever()
