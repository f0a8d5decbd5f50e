"""Letters that the client got: when, how, and what they said."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from afterword.audit.actors import Actor
from afterword.clinic.models import Client
from afterword.ending import letters as kept
from afterword.letters.letter import WIDTH, plain_text
from afterword.portal import person
from afterword.portal.access import visitor
from afterword.portal.showing import page
from afterword.tenancy import practice

MOST: Final = 8
"""More would make the page heavy; the file of all their data has every one."""
UNBROKEN: Final = 10_000
"""A page breaks its lines by itself."""
HOW: Final = {
    "session": _("You got it in a meeting"),
    "post": _("It came by post"),
}


@require_safe
@visitor
def letters(request: Any) -> HttpResponse:
    """Show the letters that were handed over or posted to them."""
    rows = got(request.client_id, by=request.actor, width=UNBROKEN, most=MOST)
    return page(request, "letters", here="data", rows=rows)


def got(
    client: UUID, *, by: Actor, width: int = WIDTH, most: int | None = None
) -> list[dict[str, Any]]:
    """Give the letters that a client got, as plain text, newest first.

    Of more than are shown, none is opened.
    """
    with practice(by.practice):
        found = kept.given_to(client)[:most]
        own = Client.objects.select_related("practice").get(pk=client)
    versions = [version for _copy, version, _letter in found]
    texts = kept.opened_all(versions, by=by, purpose=person.OWN_PAGES)
    return [
        {
            "on": copy.on,
            "how": str(HOW[copy.way]),
            "text": plain_text(
                kept.composed(letter, text, client=own, home=own.practice, on=copy.on),
                width=width,
            ),
        }
        for (copy, _version, letter), text in zip(found, texts, strict=True)
        if text.blocks
    ]


urlpatterns = [path("d/letters", letters, name="letters")]
