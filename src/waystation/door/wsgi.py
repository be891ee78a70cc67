"""The WSGI application of a door."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.door.settings")
application = get_wsgi_application()
