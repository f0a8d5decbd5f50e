"""Background entry points of support: each calls one function."""

from __future__ import annotations

from typing import Final

from procrastinate.contrib.django import app

from afterword import clock
from afterword.support import publishing

QUEUE: Final = "support"


@app.periodic(cron="37 3 * * *")
@app.task(name="support.write_help_pages", queue=QUEUE, pass_context=False)
def write_help_pages(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick
    """Write the help pages anew, so that a record that grew old says so."""
    publishing.publish_all(on=clock.today())
