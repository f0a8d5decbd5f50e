"""What a person sees when something is wrong: what is true now and what to do.

None of these pages asks the database, and none repeats what was sent.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

STAFF: Final = ("/desk/", "/staff/")
NOT_THAT_WAY: Final = 405
AGAIN_IN: Final = "60"
"""Seconds after which a page that had no database may be asked for again."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer a request that cannot be read."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer as if there were nothing: existence is confidential too."""
    return render(request, "errors/404.html", status=404)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Answer an address that leads nowhere for this person."""
    return render(request, "errors/404.html", status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer somebody who tries too often, in the same words whoever they are."""
    return render(request, "errors/429.html", status=429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form that was sent from elsewhere or after cookies were cleared."""
    return render(request, "errors/csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer an error of ours, with a reference that holds no personal data.

    Django calls this while the error is handled, wherever it was raised: in a page
    or on the way to it.
    """
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return no_database(request)
    reference = secrets.token_hex(4)
    return render(request, "errors/500.html", {"reference": reference}, status=500)


def no_database(request: HttpRequest) -> HttpResponse:
    """Answer while the database does not: nothing is promised, a stop least of all."""
    for_staff = request.path.startswith(STAFF)
    response = render(
        request,
        "errors/503.html",
        {"for_staff": for_staff, "sent": request.method not in {"GET", "HEAD"}},
        status=503,
    )
    response.headers["Retry-After"] = AGAIN_IN
    return response


class WordsMiddleware:
    """Give words to a refusal that would come as an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_empty = isinstance(response, HttpResponse) and not response.content
        if response.status_code != NOT_THAT_WAY or not is_empty:
            return response
        said = render(request, "errors/405.html", status=405)
        said.headers["Allow"] = response.headers.get("Allow", "GET, HEAD")
        return said
