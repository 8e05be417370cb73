"""The WSGI application that the server runs."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from openkam.tools import registry as tools
from openkam.web.shell import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openkam.web.settings")

application = get_wsgi_application()

# The search and the toolbox ask for all tools; a server brings them, and every page,
# in before the first reader waits for them.
tools.every()
get_resolver().check()
memory.settle()
