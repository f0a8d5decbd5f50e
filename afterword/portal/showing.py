"""Render a client's page: what every page carries, and nothing of the staff's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from afterword.portal import notes


def page(
    request: HttpRequest, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Show a page, with what just happened on top."""
    context.setdefault("notice", notes.said(request))
    home = getattr(request, "home", None)
    if home is not None:
        context.setdefault("home", home)
        context.setdefault("neutral_name", home.neutral_name)
    return render(request, f"portal/{template}.html", context, status=status)
