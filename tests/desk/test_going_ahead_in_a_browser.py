"""A contact by hand in a real browser: offered, opened, made, told of, closed."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from afterword import clock
from afterword.consent import services as consent
from tests.desk.test_going_ahead_pages import answered
from tests.desk.test_staff_pages_in_a_browser import (
    LOOKS,
    _cookie,
    address,
    browser,
    come_in,
    elsewhere,
    looked_at,
)
from tests.go_aheads import BILL, NUMBER, a_point
from tests.journeys import screens
from tests.stories import an_agreement

__all__ = ["address", "browser"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_morning():
    """Make a client with a number and an address, and two answers that are a yes."""
    story = an_agreement()
    a_point(story.client)
    a_point(story.client, "letter")
    pages = answered(story), answered(story, **BILL)
    return story, _cookie(story.staff), *pages


def tick_and_open(page):
    for box in page.locator("input[name=confirm]").all():
        expect(box).not_to_be_checked()
        box.check()
    page.get_by_role("button", name="Open the go-ahead").click()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_contact_by_hand_from_the_answer_to_the_record(  # noqa: PLR0913
    transactional_db, hands, browser, address, width, scheme
):
    """Every page breaks no rule; printed, the number stays and the buttons go."""
    story, cookie, reply, bill = elsewhere(a_morning)
    with screens.open_page(browser, width=width, scheme=scheme) as page:
        come_in(page, address, cookie)
        page.goto(address + reply)
        looked_at(page, "offered")
        page.get_by_role("button", name="Open the go-ahead").click()
        expect(page.get_by_role("alert")).to_contain_text("Tick every point")
        looked_at(page, "not ticked")

        tick_and_open(page)
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Ring Jo Example today"
        )
        looked_at(page, "open")
        here = page.url
        page.emulate_media(media="print")
        expect(page.get_by_text(NUMBER)).to_be_visible()
        expect(page.get_by_role("button")).to_have_count(0)
        page.emulate_media(media="screen")

        page.goto(address + bill)
        tick_and_open(page)
        looked_at(page, "letter")
        letter = page.url
        for name in ("today", "followup"):
            page.goto(address + reverse(f"desk:{name}"))
            looked_at(page, name)
        page.get_by_role("link", name="Sunday 28 February 2027").first.click()

        page.goto(here)
        page.get_by_label("Note").fill("Rang twice.")
        page.get_by_role("button", name="I did not reach them").click()
        expect(page.get_by_role("status")).to_have_text("Written down.")
        looked_at(page, "recorded")

        elsewhere(
            lambda: consent.withdraw(
                client=story.client.id,
                scope=consent.Scope.everything(),
                by=story.by_client("card"),
                at=clock.now(),
            )
        )
        page.goto(letter)
        expect(page.get_by_role("main")).to_contain_text("Do not make it.")
        looked_at(page, "closed")
