"""Answers to forms: a good POST leads on by 303, a bad one comes back as typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url


class SeeOther(HttpResponseRedirect):
    """303: what was posted is done; look here."""

    status_code = 303


def see_other(to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Lead on after a good POST."""
    return SeeOther(resolve_url(to, *args, **kwargs))


def unprocessable(
    request: HttpRequest, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Show the form again as it was typed, with what to do."""
    return render(request, template, context, status=422)
