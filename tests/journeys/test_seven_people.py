"""Seven people ask "may I?", in a real browser on a phone without script.

About a client who agreed and whose record is known the answer is a yes without a
question; in general at most five questions come; what is assumed is listed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from afterword.rules.missing import MOST_QUESTIONS
from tests import stories
from tests.journeys import screens
from tests.mail import hands
from tests.staff import sign_in

__all__ = ["hands"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Person:
    """Who asks: profession, where, and what they are a member or on a register of."""

    professions: tuple[str, ...]
    place: str
    zone: str
    memberships: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()

    def clinician(self) -> dict[str, Any]:
        us = self.place.startswith("US")
        return {
            "professions": list(self.professions),
            "memberships": list(self.memberships),
            "registers": list(self.registers),
            "places": [self.place],
            "hipaa_covered": "yes" if us else "no",
            "part2_program": "no",
        }


PEOPLE = {
    "a psychologist in California": Person(
        ("psychologist",),
        "US-CA",
        "America/Los_Angeles",
        ("apa",),
        ("us-ca-psychology",),
    ),
    "a counsellor in Ohio": Person(
        ("counsellor",), "US-OH", "America/New_York", ("aca",), ("us-oh-cswmft",)
    ),
    "a social worker in New York": Person(
        ("social_worker",), "US-NY", "America/New_York", ("nasw",), ("us-ny-nysed",)
    ),
    "a BACP counsellor in England": Person(
        ("counsellor",), "GB-ENG", "Europe/London", ("bacp",)
    ),
    "a psychotherapist in Ontario": Person(
        ("psychotherapist",), "CA-ON", "America/Toronto", (), ("crpo",)
    ),
    "a psychologist in Australia": Person(
        ("psychologist",), "AU", "Australia/Sydney", ("aps",), ("au-psyba",)
    ),
    "a counsellor in Kenya, which has no pack": Person(
        ("counsellor",), "KE", "Africa/Nairobi"
    ),
}
QUESTIONS = (
    ("outcome_measure", "therapist"),
    ("reply_to_client", "client"),
    ("closing_letter", "therapist"),
    ("billing", "practice"),
    ("social", "client"),
    ("intimate", "client"),
    ("family_contact", "third_party"),
    ("duty_to_protect", "therapist"),
)
SOCIAL = frozenset({"social", "intimate"})


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One browser for all of them; without one the tests fail.

    While it is open its loop runs, so the database may be asked beside a loop.
    """
    with pytest.MonkeyPatch.context() as patched, screens.open_browser() as opened:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield opened


@pytest.fixture
def address(browser: Browser, live_server: Any) -> Iterator[str]:
    """The server; what talks to the database from here has a connection of its own."""
    cache.clear()
    yield live_server.url
    connections.close_all()


@pytest.fixture(params=PEOPLE.items(), ids=lambda one: one[0])
def told(
    request: pytest.FixtureRequest, transactional_db: None, hands: Any
) -> stories.Story:
    """One of the seven, with a client who agreed to check-ins before the end."""
    person: Person = request.param[1]
    story = stories.an_agreement(
        home_values={"country": person.place, "time_zone": person.zone},
        clinician=person.clinician(),
        client={"places": [person.place], "time_zone": person.zone},
    )
    hands.put(datetime(2027, 2, 28, 12, tzinfo=ZoneInfo(person.zone)))
    story.plan(hands.now)
    return story


@pytest.fixture
def page(browser: Browser, address: str, told: stories.Story) -> Iterator[Page]:
    """A phone without script, on which this person is signed in."""
    with screens.open_page(browser, width=390, script=False) as opened:
        name = site.SESSION_COOKIE_NAME
        desk = sign_in(Client(), told.staff)
        cookie = {"name": name, "value": desk.cookies[name].value, "url": address}
        opened.context.add_cookies([cookie])
        yield opened


def photograph(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    if folder := os.environ.get("AFTERWORD_TEST_PICTURES"):
        path = Path(folder) / f"{name.replace(' ', '-')}.png"
        page.screenshot(path=path, full_page=True)


def ask(page: Page, purpose: str, initiator: str, channel: str = "") -> None:
    """Fill in the first page, and press."""
    page.locator(f"input[name=initiator][value={initiator}]").check()
    page.get_by_label("What is it for?").select_option(purpose)
    page.get_by_label("How?").select_option(channel)
    page.get_by_role("button", name="Ask", exact=True).click()


def outcome(page: Page) -> str:
    return str(page.locator(".ruling").get_attribute("data-outcome"))


def put_off_until_nothing_is_asked(page: Page) -> int:
    """Answer "I do not know yet" until no question is left, and count them."""
    asked = 0
    while page.locator("#next").count():
        asked += 1
        page.get_by_label("I do not know yet").check()
        page.get_by_role("button", name="Answer and ask again").click()
    return asked


def test_a_check_in_that_was_agreed_is_a_yes_without_a_question(
    page: Page, address: str, told: stories.Story, request: pytest.FixtureRequest
) -> None:
    """What the ledger and the record know is enough; every point of it is met."""
    page.goto(f"{address}{reverse('desk:ask')}?client={told.client.pk}")

    ask(page, "outcome_measure", "therapist")

    photograph(page, f"yes {request.node.callspec.id}")
    said = page.locator(".ruling").inner_text()
    assert outcome(page) == "permit", said
    assert page.locator("#next").count() == 0
    assert "Every point that it needs is met" in said


def test_in_general_at_most_five_questions_come_and_what_is_assumed_is_listed(
    page: Page, address: str, request: pytest.FixtureRequest
) -> None:
    """Whoever knows nothing more still gets an answer, or what it would be."""
    for purpose, initiator in QUESTIONS:
        page.goto(address + reverse("desk:ask"))
        ask(page, purpose, initiator)
        asked = put_off_until_nothing_is_asked(page)
        photograph(page, f"{purpose} {request.node.callspec.id}")
        said = page.locator(".ruling").inner_text()
        assert asked <= MOST_QUESTIONS, (purpose, asked)
        assert outcome(page) != "permit", (purpose, said)
        if purpose in SOCIAL:
            assert "What would change this" not in said
        if "If all is as usual" in said:
            assert page.get_by_text("takes for granted").count(), purpose
        assert screens.no_sideways_scroll(page), purpose
        assert page.get_by_role("link", name="Someone in danger?").count() == 1


def test_the_pages_of_an_answer_break_no_rule_of_access(
    browser: Browser, address: str, told: stories.Story
) -> None:
    """With script, so that it can be measured: no violation, whoever asks."""
    with screens.open_page(browser, width=390) as page:
        name = site.SESSION_COOKIE_NAME
        desk = sign_in(Client(), told.staff)
        cookie = {"name": name, "value": desk.cookies[name].value, "url": address}
        page.context.add_cookies([cookie])
        page.goto(address + reverse("desk:ask"))
        assert screens.axe(page) == ()
        ask(page, "social", "client")
        assert screens.axe(page) == ()
