"""Lets pages be rendered in tests: files of the site as they are, not gathered first."""

from __future__ import annotations

from pathlib import Path

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


def serve_files_as_they_are() -> None:
    """Name static files without a hash, so that no test has to gather them."""
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": PLAIN}
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
