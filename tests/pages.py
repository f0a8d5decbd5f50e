"""Lets pages be rendered in tests: the site's files as they are, not gathered."""

from __future__ import annotations

from pathlib import Path

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


def serve_files_as_they_are() -> None:
    """Name static files without a hash, so that no test has to gather them."""
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": PLAIN}
    # A server in a thread would keep its connection, and the database its visitor.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
