"""A client at their own pages: with a card, with a link, or with nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client as Browser

from afterword import clock
from afterword.audit.models import Event
from afterword.clinic.models import Client, ContactPoint
from afterword.consent import doors, queries, wording
from afterword.consent import services as consent
from afterword.consent.standing import Standing
from afterword.ending.models import Ending
from afterword.ending.services import handing, planning, writing
from afterword.followup.models import Step
from afterword.tenancy import practice
from tests import factories
from tests.stories import ENDED_ON, Story, an_agreement

DAY = timedelta(days=1)
COPING = "Walk by the river.\nRing Sam on Sundays."
SIGNS = "I stop opening the post."


@dataclass
class Visitor:
    """One client, their card and link, and a browser that is theirs."""

    story: Story
    card: str
    link: str
    browser: Browser

    @property
    def home(self) -> UUID:
        return self.story.practice.id

    @property
    def client(self) -> UUID:
        return self.story.client.id

    def come_in(self) -> Visitor:
        """Enter the code of the card."""
        answer = self.post("/", code=self.card)
        assert (answer.status_code, answer["Location"]) == (303, "/t")
        return self

    def get(self, path: str) -> Any:
        return self.browser.get(path)

    def post(self, path: str, **data: Any) -> Any:
        return self.browser.post(path, data)

    def step(self, key: str = "m1") -> Step:
        self.story.plan(clock.now())
        return self.story.step(key)

    def standing(self) -> Standing:
        with practice(self.home):
            return queries.standing_of(self.client)

    def state(self) -> str:
        return self.standing().directives[self.story.directive].state

    def events(self, name: str) -> list[tuple[str, str]]:
        with practice(self.home):
            rows = Event.objects.filter(name=name, client_id=self.client)
            return list(rows.order_by("at").values_list("outcome", "door"))


def a_visitor(*, address: str = "jo@mail.example", **kept: Any) -> Visitor:
    """Make a client who agreed to three check-ins, and give them card and link."""
    story = an_agreement(address=address, **kept)
    a_plan(story)
    story.plan(clock.now())
    with practice(story.practice.id):
        card = doors.make_card(story.client.id)
        link = doors.make(
            client=story.client.id,
            opens="link",
            occasion=story.step("m1").occasion,
            directive_id=story.directive,
            contact_point_id=story.point.id,
            lasts=400 * DAY,
        )
    return Visitor(story, card, link, Browser())


def at_a_form() -> Visitor:
    """Make a client who came to the empty form by a code that was sent."""
    fi = a_visitor(address="fi@mail.example")
    with practice(fi.home):
        code = doors.make_form_code(
            fi.client,
            occasion=fi.story.step("m1").occasion,
            contact_point_id=fi.story.point.pk,
            lasts=timedelta(minutes=10),
        )
    answer = fi.post(f"/n/{fi.link}/go", code=code)
    assert (answer.status_code, answer["Location"]) == (303, "/f")
    return fi


def a_plan(story: Story) -> None:
    """Give the plan that was written in the ending which closed."""
    by = story.by_client()
    with practice(story.practice.id):
        Ending.objects.filter(client=story.client).update(closed_at=clock.now())
    for key, text in (("helps", COPING), ("early_signs", SIGNS)):
        planning.write(client=story.client.id, key=key, typed={"text": text}, by=by)


def a_draft(jo: Visitor) -> str:
    """Open another ending, and hand the tablet over for its plan. Gives the address."""
    ending = writing.open_ending(client=jo.client, by=jo.story.staff)
    planning.write(
        client=jo.client,
        key="helps",
        typed={"text": "Swim"},
        by=jo.story.staff,
        ending=ending,
    )
    token = handing.hand_over_plan(ending=ending, by=jo.story.staff)
    return f"/o/{token}"


@dataclass
class Asked:
    """A client who is asked on the tablet, on the day that therapy ends."""

    home: Any
    client: Client
    point: ContactPoint
    directive: UUID
    token: str
    card: str
    browser: Browser
    staff: Any

    def url(self, screen: str = "") -> str:
        return f"/w/{self.token}/{screen}" if screen else f"/w/{self.token}"

    def answer(self, screen: str, **data: Any) -> Any:
        return self.browser.post(self.url(screen), data)

    def ask(self, *, asks: str) -> UUID:
        """Put the same before them once more, waiting for the yes of somebody."""
        with practice(self.home.id):
            terms = queries.standing_of(self.client.id).directives[self.directive].terms
        return _proposed(self.client, terms, by=self.staff, asks=asks)

    def state(self) -> str:
        with practice(self.home.id):
            return queries.standing_of(self.client.id).directives[self.directive].state

    def safe(self) -> Any:
        with practice(self.home.id):
            return queries.safe_contact_of(self.client.id)


def somebody_asked(*, asks: str = "", **terms: Any) -> Asked:
    """Put three check-ins before a client, and hand them the tablet."""
    home = factories.a_practice(phone="+1 415 555 0100")
    staff = factories.a_member(home)
    clinician = factories.a_clinician(home, staff)
    client = factories.a_client(home, clinician, ended_on=ENDED_ON)
    point = factories.an_email(client, "kim@mail.example")
    raw = factories.light_terms(point, clinician, starts_on=ENDED_ON, **terms)
    with practice(home.id):
        ready = wording.with_wording(raw, ended_on=ENDED_ON)
    directive = _proposed(client, ready, by=staff, asks=asks)
    with practice(home.id):
        token = doors.make(
            client=client.id, opens="tablet", directive_id=directive, lasts=DAY
        )
        card = doors.make_card(client.id)
    return Asked(home, client, point, directive, token, card, Browser(), staff)


def _proposed(client: Client, terms: Any, *, by: Any, asks: str) -> UUID:
    return consent.propose(
        client=client.id,
        terms=terms,
        by=by,
        at=clock.now(),
        ended_on=ENDED_ON,
        asked_on=ENDED_ON,
        asks=asks,
    )


def words(answer: Any) -> str:
    """Give the words of a page, as a person reads them."""
    text = re.sub(
        r"<(head|script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL
    )
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def title(answer: Any) -> str:
    """Give the title of a page."""
    found = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
    return found[1] if found else ""
