"""The worker: periodic and background work. Run by ``afterword work``.

It outlives its database: when that stops, work rests and goes on once it is back.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connections
from procrastinate.exceptions import ConnectorException
from psycopg import OperationalError as ServerError

log = logging.getLogger(__name__)
PAUSE: Final = 5.0
"""Seconds between two looks for a database that does not answer."""
AWAY: Final = (ConnectorException, ServerError, OperationalError, InterfaceError)


def main() -> int:
    """Replay the journal, then work until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "afterword.config.settings")
    import django  # noqa: PLC0415 - after the settings are named

    django.setup()
    from procrastinate.contrib.django import app  # noqa: PLC0415

    from afterword.consent import journal  # noqa: PLC0415

    journal.replay()
    asyncio.run(_until_told(app))
    return 0


async def _until_told(app: Any) -> None:
    """Work, and begin again whenever the queue lost its database."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    while not told.is_set():
        working = asyncio.create_task(_work(app))
        telling = asyncio.create_task(told.wait())
        await asyncio.wait({working, telling}, return_when=asyncio.FIRST_COMPLETED)
        telling.cancel()
        if told.is_set():
            working.cancel()  # what is in hand is finished first
        try:
            await working
        except asyncio.CancelledError:
            return
        except AWAY:
            pass
        if not told.is_set():
            log.error("the database does not answer; background work rests until then")
            await asyncio.wait({asyncio.create_task(told.wait())}, timeout=PAUSE)


async def _work(app: Any) -> None:
    """Take jobs until the database is lost. A worker needs a connector of its own."""
    await sync_to_async(connections.close_all)()  # a lost one is never used again
    worker = app.with_connector(app.connector.get_worker_connector())
    async with worker.open_async():
        await worker.run_worker_async(
            concurrency=1, install_signal_handlers=False, delete_jobs="successful"
        )
