"""What the web server runs: the help pages first, then the application."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from afterword.config import environment
from afterword.support.serving import HelpFirst

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "afterword.config.settings")

application = HelpFirst(get_wsgi_application(), environment.home() / "help")
