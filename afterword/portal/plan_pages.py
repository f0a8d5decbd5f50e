"""A plan's pages, for both places where a client writes it: at home, at the tablet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from afterword.audit.actors import Actor
from afterword.ending import plan_words, plans
from afterword.ending.errors import PlanError
from afterword.ending.forms import PartForm
from afterword.ending.keepsake import Chapter, Live, keepsake
from afterword.ending.plan_words import Block
from afterword.ending.plans import Part, Plan
from afterword.ending.services import planning
from afterword.look.pages import see_other
from afterword.portal import notes
from afterword.portal.access import Home
from afterword.portal.showing import page


@dataclass(frozen=True)
class Place:
    """Where somebody writes: whose plan, whether it is a draft, which pages."""

    by: Actor
    client: UUID
    home: Home
    base: str
    frame: str = "portal/base.html"
    ending: UUID | None = None

    @property
    def is_own(self) -> bool:
        """Say whether this is the plan itself and no draft of it."""
        return self.ending is None

    def read(self) -> Plan:
        """Open the plan that is written here."""
        return planning.read(client=self.client, by=self.by, ending=self.ending)

    def show(
        self, request: HttpRequest, template: str, *, status: int = 200, **rest: Any
    ) -> HttpResponse:
        """Show one of the pages, in the frame of this place."""
        context = {
            "frame": self.frame,
            "base": self.base,
            "is_tablet": not self.is_own,
            "home": self.home,
            "neutral_name": self.home.neutral_name,
            "here": "plan",
            **rest,
        }
        return page(request, template, status=status, **context)


@dataclass(frozen=True)
class Shown:
    """One part as the page shows it."""

    part: Part
    heading: str
    example: str
    blocks: tuple[Block, ...]


def shown(plan: Plan, live: Live) -> list[Shown]:
    """Give every part with its words and what is live in it, hidden ones too."""
    found: dict[str, Chapter] = {
        chapter.key: chapter for chapter in keepsake(plan, live).chapters
    }
    return [
        Shown(
            part=part,
            heading=plan_words.heading(part.key),
            example=str(plan_words.EXAMPLES[part.key]),
            blocks=found[part.key].blocks if part.key in found else (),
        )
        for part in plan.parts
    ]


def edit(request: HttpRequest, place: Place, number: int) -> HttpResponse:
    """Show one part to write in, and keep what was written."""
    key = plans.key_at(number)
    is_typed = key != plans.LIVE
    if key is None or (request.method == "POST" and not is_typed):
        raise Http404
    part = place.read().part(key)
    data = request.POST if request.method == "POST" else None
    form = PartForm(data, part=part) if is_typed else None
    status = 200
    if data is not None and form is not None:
        status = 422
        if form.is_valid() and _saved(form, place):
            response = see_other(f"{place.base}#p{number}")
            return notes.say(response, "plan_saved" if place.is_own else "plan_drafted")
    return place.show(
        request,
        "plan_part",
        status=status,
        form=form,
        part=part,
        heading=plan_words.heading(key),
        example=str(plan_words.EXAMPLES[key]),
    )


def _saved(form: PartForm, place: Place) -> bool:
    try:
        planning.write(
            client=place.client,
            key=form.part.key,
            typed=form.typed,
            by=place.by,
            ending=place.ending,
            expecting=form.part.version,
        )
    except PlanError as error:
        form.add_error(None, str(error.for_people))
        return False
    return True
