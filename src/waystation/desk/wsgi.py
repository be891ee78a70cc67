"""The WSGI application that a production server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.store.settings")
application = get_wsgi_application()

# What is loaded by now lives as long as the process: the collector need not walk it for every list of 10,000 cases.
gc.freeze()
gc.set_threshold(100_000, 50, 100)
