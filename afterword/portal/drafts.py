"""What somebody has chosen so far, before they say yes: sealed, in a cookie of its own.

Nothing of it is kept here until they save it; a tablet that is put down forgets it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from afterword.consent.standing import GUARDIAN
from afterword.tenancy import practice
from afterword.vault import services as vault
from afterword.vault.sealing import CannotOpenError

COOKIE: Final = "w"
LASTS: Final = 60 * 60


@dataclass(frozen=True)
class Draft:
    """Choices so far; an empty word is one that was not made yet."""

    notes: str = ""  # yes, no
    asks: str = ""  # "guardian" where two people answer
    guardian: str = ""  # yes, no
    address: str = ""  # mine, shared, unsafe
    label: str = ""
    name: str = ""
    named: str = ""  # "yes" once the question was answered, also with nothing
    hours_from: str = ""
    hours_until: str = ""
    saved: str = ""  # yes, no, unsafe: told once, at the end

    @property
    def is_over(self) -> bool:
        """Say whether nothing more is asked: a no, or an address that is not safe."""
        return "no" in {self.notes, self.guardian} or self.address == "unsafe"

    def next_screen(self) -> str:
        """Name the first screen that was not answered yet."""
        if not self.notes:
            return "notes"
        if self.is_over:
            return "check"
        if self.asks == GUARDIAN and not self.guardian:
            return "guardian"
        asked = (
            ("address", self.address),
            ("sender", self.label),
            ("name", self.named),
            ("hours", self.hours_from and self.hours_until),
        )
        return next((screen for screen, given in asked if not given), "check")


def read(request: HttpRequest, *, practice_id: UUID, place: UUID) -> Draft:
    """Give what was chosen so far under this key; nothing of another's."""
    sealed = request.COOKIES.get(COOKIE, "")
    try:
        body = base64.urlsafe_b64decode(sealed.encode("ascii"))
        with practice(practice_id):
            text = vault.unseal_for_practice(body, "draft", str(place))
        kept: Mapping[str, Any] = json.loads(text)
    except (ValueError, KeyError, CannotOpenError):
        return Draft()
    names = {field.name for field in fields(Draft)}
    return Draft(**{name: str(kept[name]) for name in names & kept.keys()})


def keep(
    response: HttpResponse, draft: Draft, *, practice_id: UUID, place: UUID
) -> HttpResponse:
    """Keep what was chosen in this browser, sealed, for an hour."""
    text = json.dumps(vars(draft)).encode()
    with practice(practice_id):
        sealed = vault.seal_for_practice(text, "draft", str(place))
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(sealed).decode("ascii"),
        max_age=LASTS,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )
    return response


def drop(response: HttpResponse) -> HttpResponse:
    """Forget it."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
