"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guatu.config.settings")
application = get_wsgi_application()

# A page makes thousands of small objects that end with it: by the usual thresholds all of them, and
# all that was loaded at start, would be walked several times in a request.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
