"""Serve the help pages and the way out before the application is asked.

No session, no database, no log, no cookie read, no count of who came. If the
application is down, these paths still answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LEAVE_TO = "https://www.wikipedia.org/"
"""A dull public page. Where ``/leave`` goes unless the installation names another."""

_OF_A_PRACTICE = re.compile(r"([0-9a-f]{12})(?:/(.*))?", re.DOTALL)
"""The mark of a practice's own pages. It says nothing to whoever reads it."""

_HELP_OF = re.compile(r"/help/[0-9a-f]{12}/?")
_FILE = re.compile(r"(where-[a-z]{2}|[a-z]{2}|where|index|private)(\.html)?|")
_BESIDE = {
    "site.css": "text/css; charset=utf-8",
    "leave.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_REGION = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})\Z")
_POLICY = (
    "default-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_SAFE = [
    ("Content-Security-Policy", _POLICY),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex, nofollow"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Permissions-Policy", "geolocation=(), camera=(), microphone=()"),
]
_NOTHING_HERE = (
    b"Help is not ready on this server. In danger, call the emergency number of the "
    b"country you are in, or ask someone near you to call.\n"
)

Answer = tuple[str, list[tuple[str, str]], bytes]


class HelpFirst:
    """Answer ``/help``, ``/h/...`` and ``/leave``; hand everything else on.

    A path is looked up by a closed pattern of names, never joined as it came, so
    nothing outside ``folder`` can be asked for.
    """

    def __init__(
        self,
        app: WSGIApplication,
        folder: Path,
        *,
        leave_to: str = LEAVE_TO,
        cookies: Iterable[str] = ("id", "__Host-id"),
    ) -> None:
        self.app = app
        self.folder = folder
        self.leave_to = leave_to
        self.cookies = tuple(cookies)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer, or hand on."""
        answer_for = self._door(environ.get("PATH_INFO", ""))
        if answer_for is None:
            return self.app(environ, start_response)
        method = environ.get("REQUEST_METHOD", "GET")
        if method not in {"GET", "HEAD"}:
            status, headers, body = (
                "405 Method Not Allowed",
                [("Allow", "GET, HEAD")],
                b"",
            )
        else:
            status, headers, body = answer_for(environ)
        headers = [*headers, *_SAFE, ("Content-Length", str(len(body)))]
        start_response(status, headers)
        return [] if method == "HEAD" else [body]

    def _door(self, path: str) -> Callable[[WSGIEnvironment], Answer] | None:
        if path in {"/help", "/help/"} or _HELP_OF.fullmatch(path):
            return self._help
        if path in {"/leave", "/leave/"}:
            return self._leave
        if path == "/h" or path.startswith("/h/"):
            return self._page
        return None

    def _help(self, environ: WSGIEnvironment) -> Answer:
        """Send on to a country that was named, else ask where the person is.

        The browser's language only moves one country to the top of the question.
        It is a guess about language, not a place, and it is not kept.
        """
        path = environ.get("PATH_INFO", "").removeprefix("/help").strip("/")
        start = f"/h/{path}" if path else "/h"
        asked = parse_qs(environ.get("QUERY_STRING", "")).get("country", [""])[0]
        if self._has(asked.lower()):
            return _see(f"{start}/{asked.lower()}")
        guessed = region(environ.get("HTTP_ACCEPT_LANGUAGE", "")).lower()
        if self._has(guessed):
            return _see(f"{start}/where-{guessed}")
        return _see(f"{start}/where")

    def _leave(self, _environ: WSGIEnvironment) -> Answer:
        """End the client's sign-in in this browser and show a dull public page."""
        status, headers, body = _see(self.leave_to)
        headers.append(("Clear-Site-Data", '"cookies", "storage"'))
        for cookie in self.cookies:
            secure = "; Secure" if cookie.startswith("__Host-") else ""
            gone = f"{cookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}"
            headers.append(("Set-Cookie", gone))
        return status, headers, body

    def _page(self, environ: WSGIEnvironment) -> Answer:
        """Give a page: as the practice has written it, else as it is for everybody."""
        name = environ.get("PATH_INFO", "").removeprefix("/h").removeprefix("/")
        own = _OF_A_PRACTICE.fullmatch(name)
        mark = own[1] if own else ""
        start = f"/h/{mark}" if mark else "/h"
        if environ.get("PATH_INFO", "") == start:
            return _see(f"{start}/")
        name = (own[2] or "") if own else name
        kind = _BESIDE.get(name)
        if kind is None:
            if not _FILE.fullmatch(name):
                return _see(f"{start}/where")
            name = f"{name.removesuffix('.html') or 'index'}.html"
            kind = "text/html; charset=utf-8"
        for folder in (self.folder / mark, self.folder) if mark else (self.folder,):
            try:
                body = (folder / name).read_bytes()
            except OSError:
                continue
            return "200 OK", [("Content-Type", kind), _FOR_AN_HOUR], body
        return self._missing(name, start)

    def _missing(self, name: str, start: str) -> Answer:
        """Point to the list; if even that is missing, say so in plain words."""
        if name != "where.html" and (self.folder / "where.html").is_file():
            return _see(f"{start}/where")
        headers = [("Content-Type", "text/plain; charset=utf-8"), _NOT_KEPT]
        return "503 Service Unavailable", headers, _NOTHING_HERE

    def _has(self, iso: str) -> bool:
        named = re.fullmatch(r"[a-z]{2}", iso) is not None
        return named and (self.folder / f"{iso}.html").is_file()


_FOR_AN_HOUR = ("Cache-Control", "public, max-age=3600")
_NOT_KEPT = ("Cache-Control", "no-store")


def region(accepted: str) -> str:
    """Read the region out of ``Accept-Language``; nothing if there is none.

    >>> region("en-GB,en;q=0.9")
    'GB'
    """
    for part in accepted[:200].split(","):
        found = _REGION.match(part.split(";")[0].strip())
        if found:
            return found[1].upper()
    return ""


def _see(where: str) -> Answer:
    return "303 See Other", [("Location", where), _NOT_KEPT], b""
