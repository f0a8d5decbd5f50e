"""Ask, ruling, board, step, answers and record in a real browser: they fit, axe is nil.

A clinician's and a compliance lead's pages are walked with full and with empty content.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from afterword.audit.actors import Actor, Role
from afterword.clinic.models import Administration
from afterword.consent.scopes import Scope
from afterword.consent.services import withdraw
from afterword.contact.models import Ruling
from afterword.followup import services
from afterword.followup.models import Step
from afterword.tenancy import practice
from tests import factories, stories
from tests.desk.answered import a_check_in, filled_at_the_end
from tests.journeys import screens
from tests.mail import hands
from tests.staff import sign_in

__all__ = ["hands"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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


@pytest.fixture
def told(transactional_db: None, hands: Any) -> stories.Story:
    """Answered, waiting, stopped and planned check-ins, and rulings of every kind."""
    story = stories.an_agreement(
        clinician={"professions": ["psychologist"], "memberships": ["apa"]}
    )
    filled_at_the_end(story, [0, 1, 1, 0])
    held = stories.an_agreement(
        home=story.practice, address="kim@mail.example", reported={"capacity": None}
    )
    stopped = stories.an_agreement(home=story.practice, address="ali@mail.example")
    with practice(story.practice.pk):
        people = type(story.client).objects.filter(
            pk__in=[held.client.pk, stopped.client.pk]
        )
        people.update(clinician=story.clinician)
    held.plan()
    withdraw(
        client=stopped.client.pk,
        scope=Scope.no_contact(),
        by=stopped.by_client(),
        at=stories.FIRST_NOON,
    )
    stopped.plan()
    _ask(story, held)
    _ask(story, stopped)
    _ask(story, story)
    a_check_in(story, [1, 2, None, 1], words="A hard month.", contact=True)
    with practice(story.practice.pk):
        Step.objects.update(looked_at=hands.now - timedelta(days=1))
    services.sweep(story.practice.pk, at=hands.now - timedelta(hours=18))
    return story


def _ask(asker: stories.Story, about: stories.Story) -> None:
    about.plan()
    desk = sign_in(Client(), asker.staff)
    answer = desk.post(
        f"{reverse('desk:ask')}?client={about.client.pk}",
        {"purpose": "outcome_measure", "initiator": "therapist", "channel": "email"},
    )
    assert answer.status_code == 303


def signed_in(page: Page, address: str, actor: Actor) -> None:
    """Give a page the sign-in of somebody."""
    desk = sign_in(Client(), actor)
    name = site.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": desk.cookies[name].value, "url": address}
    page.context.add_cookies([cookie])


def rulings_of(told: stories.Story) -> dict[str, str]:
    with practice(told.practice.pk):
        return {
            outcome: reverse("desk:ruling", args=[pk])
            for pk, outcome in Ruling.objects.values_list("pk", "outcome")
        }


def clinicians_pages(told: stories.Story) -> dict[str, str]:
    with practice(told.practice.pk):
        answered = Administration.objects.get(moment="follow_up").pk
    found = rulings_of(told)
    return {
        "ask": reverse("desk:ask"),
        "ask-about": f"{reverse('desk:ask')}?client={told.client.pk}",
        "permit": found["permit"],
        "hold": found["hold"],
        "refuse": found["refuse"],
        "rulings": reverse("desk:rulings", args=[told.client.pk]),
        "board": reverse("desk:followup"),
        "step": reverse("desk:step", args=[told.step("m3").pk]),
        "answers": reverse("desk:answers"),
        "answer": reverse("desk:answer", args=[answered]),
        "record": reverse("desk:record"),
    }


def look_at(page: Page, name: str, seen: list[str]) -> None:
    """Note whatever is wrong with a page, to be shown all at once."""
    if "/desk/" not in page.url:
        seen.append(f"{name}: led away to {page.url}")
    seen += [f"{name}: {one.rule} {one.where}" for one in screens.axe(page)]
    seen += [f"{name}: small {one}" for one in screens.small_targets(page)]
    if page.locator("h1").count() != 1:
        seen.append(f"{name}: not one h1")
    if not screens.no_sideways_scroll(page):
        seen.append(f"{name}: scrolls sideways")


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (320, "dark")])
def test_every_page_fits_and_breaks_no_rule_of_axe(
    browser: Browser, address: str, told: stories.Story, width: int, scheme: str
) -> None:
    """Each page has one heading, fits the window, and passes WCAG 2.2 A and AA."""
    wrong: list[str] = []

    with screens.open_page(browser, width=width, scheme=scheme, script=True) as page:
        signed_in(page, address, told.staff)
        for name, url in clinicians_pages(told).items():
            page.goto(address + url)
            look_at(page, name, wrong)

    assert wrong == []


def test_the_compliance_leads_pages_are_right_too(
    browser: Browser, address: str, told: stories.Story
) -> None:
    """The whole record, and the check of its log."""
    wrong: list[str] = []
    lead = factories.a_member(told.practice, Role.COMPLIANCE)

    with screens.open_page(browser, width=390) as page:
        signed_in(page, address, lead)
        page.goto(address + reverse("desk:record"))
        look_at(page, "record", wrong)
        page.get_by_role("button", name="Check the log").click()
        look_at(page, "check", wrong)
        heading = page.locator("h1").inner_text()

    assert wrong == []
    assert heading == "The record fits its log"


def test_a_question_is_asked_and_answered_without_script(
    browser: Browser, address: str, told: stories.Story
) -> None:
    """Three facts, an answer with one question, and the next answer."""
    with screens.open_page(browser, width=390, script=False) as page:
        signed_in(page, address, told.staff)
        page.goto(address + reverse("desk:ask"))
        page.get_by_label("What is it for?").select_option("billing")
        page.get_by_label("The practice", exact=True).check()
        page.get_by_label("How?").select_option("letter")
        page.get_by_label("Where is the client?").fill("california")
        page.get_by_role("button", name="Ask", exact=True).click()
        first = page.locator("#next").inner_text()
        page.get_by_label("I do not know yet").check()
        page.get_by_role("button", name="Answer and ask again").click()
        second = page.locator("#next").inner_text()

    assert first != second
    assert first.endswith("?")


def test_a_ruling_prints_whole(
    browser: Browser, address: str, told: stories.Story
) -> None:
    """On paper the answer, its reasons and its sources stand, and no form."""
    with screens.open_page(browser, width=760, scheme="dark") as page:
        signed_in(page, address, told.staff)
        page.goto(address + rulings_of(told)["hold"])
        page.emulate_media(media="print", color_scheme="dark")
        forms = page.locator("form:visible").count()
        heading = page.locator("h1").is_visible()
        rules = page.locator("details .reasons li").first.is_visible()

    assert forms == 0
    assert heading
    assert rules
