"""What may stand in a log: which page, which kind of error, which line of code.

Never an address as it was asked for (links are secrets), and never an error's own
words, which may quote what somebody wrote.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any, Final

UNKNOWN: Final = "an unknown address"


class Wary(logging.Formatter):
    """Write lines that hold nothing of anybody's."""

    def format(self, record: logging.LogRecord) -> str:
        """Name the page of a request by its name in the code, not by its address."""
        wary = logging.makeLogRecord(record.__dict__ | {"exc_text": None})
        request = getattr(record, "request", None)
        if request is None:
            return super().format(wary)
        status = getattr(record, "status_code", "")
        wary.msg, wary.args = "%s %s: %s", (status, _method(request), _page(request))
        return super().format(wary)

    def formatException(  # noqa: N802 - the name that logging calls
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Give the kinds of the errors and where they were raised."""
        lines: list[str] = []
        error, seen = ei[1], set[int]()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            where = [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
            lines[:0] = [*where, _kind(error)]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def _method(request: Any) -> str:
    method = str(getattr(request, "method", ""))
    return method if method.isalpha() and method.isascii() else "?"


def _page(request: Any) -> str:
    found = getattr(request, "resolver_match", None)
    return str(found.view_name) if found is not None else UNKNOWN


def _kind(error: BaseException) -> str:
    """Name an error, with the number that a database or a disk gives it."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    number = getattr(error, "sqlstate", None) or getattr(error, "errno", None)
    return f"{kind} ({number})" if number else kind
