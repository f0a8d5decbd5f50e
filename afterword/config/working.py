"""The worker: periodic and background work. Run by ``afterword work``."""

from __future__ import annotations

import os
from typing import Any


def main() -> int:
    """Replay the journal, then work until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "afterword.config.settings")
    import django  # noqa: PLC0415 - after the settings are named

    django.setup()
    from procrastinate.contrib.django import app  # noqa: PLC0415

    from afterword.consent import journal  # noqa: PLC0415

    journal.replay()
    connector: Any = app.connector  # Django's; a worker needs one of its own
    worker = app.with_connector(connector.get_worker_connector())
    with worker.open():
        worker.run_worker(
            concurrency=1, install_signal_handlers=True, delete_jobs="successful"
        )
    return 0
