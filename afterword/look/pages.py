"""Answers that every form gives: see elsewhere when it went well, the form when not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def see_other(url: str) -> HttpResponse:
    """Answer a good POST: 303, so that loading again posts nothing again."""
    return HttpResponse(status=303, headers={"Location": url})


def unprocessable(
    request: HttpRequest, template: str, context: Mapping[str, Any]
) -> HttpResponse:
    """Answer a bad POST: 422 with the form as it was typed."""
    return render(request, template, dict(context), status=422)
