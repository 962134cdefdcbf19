"""WSGI entry for gunicorn: `gunicorn bangkit.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangkit.settings")

application = get_wsgi_application()
