"""The WSGI application that the server runs."""

import os

from django.core.wsgi import get_wsgi_application

from openkam.tools import registry as tools

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openkam.web.settings")

application = get_wsgi_application()

# The search and the toolbox ask for all tools; a server brings them in before the first reader waits for them.
tools.every()
