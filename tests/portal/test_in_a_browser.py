"""A client in a real browser: narrow, dark, without script, by keyboard alone."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect

from afterword import clock
from afterword.consent import doors
from afterword.consent import services as consent
from afterword.ending.services import referring
from afterword.ending.services.referring import Offer
from afterword.tenancy import practice
from tests.journeys import screens
from tests.portal.people import Asked, Visitor, a_visitor, somebody_asked
from tests.stories import AGREED_AT, FIRST_NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = ((320, "dark"), (1200, "light"))


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One browser for all of them; without one the tests fail.

    While it is open its loop runs, so the database may be asked beside a loop.
    """
    with pytest.MonkeyPatch.context() as patched, screens.open_browser() as opened:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield opened


@pytest.fixture
def address(live_server) -> Iterator[str]:
    """The server. What talks to the database from here closes its connection."""
    yield live_server.url
    connections.close_all()


def elsewhere(make: Any) -> Any:
    """Make people in a thread of their own: the browser's loop runs in this one."""
    made: list[Any] = []

    def work() -> None:
        made.append(make())
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    return made[0]


@pytest.fixture
def jo(transactional_db, hands) -> Visitor:
    return elsewhere(lambda: a_visitor(home_values={"phone": "+1 415 555 0100"}))


@pytest.fixture
def kim(transactional_db, hands) -> Asked:
    hands.put(AGREED_AT)
    return elsewhere(somebody_asked)


def come_in(page: Page, address: str, card: str) -> None:
    page.goto(address)
    page.get_by_label("Your code").fill(card)
    page.get_by_role("button", name="Open my pages").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")


def looked_at(page: Page) -> None:
    """Fail where a page breaks a rule, is too wide, or has buttons too small."""
    assert screens.axe(page) == (), page.url
    assert screens.no_sideways_scroll(page), page.url
    assert screens.small_targets(page) == (), page.url


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_fits_and_breaks_no_rule(browser, address, jo, width, scheme):
    """Each page as it is first seen, and as it comes back with an error."""
    step, directive = elsewhere(lambda: (jo.step().pk, jo.story.directive))
    with screens.open_page(browser, width=width, scheme=scheme) as page:
        for path in ("/", "/stop", "/stop/done", f"/n/{jo.link}", f"/n/{jo.link}/go"):
            page.goto(address + path)
            looked_at(page)
        for path in (f"/n/{jo.link}/stop", "/n/unknown", "/w/unknown"):
            page.goto(address + path)
            looked_at(page)
        page.goto(address)
        page.get_by_role("button", name="Open my pages").evaluate(
            "e => { e.form.noValidate = true; e.click() }"
        )
        page.wait_for_selector(".errors")
        looked_at(page)
        come_in(page, address, jo.card)
        page.goto(f"{address}/q/{step}")
        page.get_by_label("One question on each page").check()
        page.get_by_role("button", name="Start").click()
        for path in (
            "/t",
            "/c",
            f"/c/{directive}",
            "/c/reach",
            "/p",
            "/p/8",
            "/p/take",
            "/p/show",
            "/p/delete",
            "/d",
            "/b",
            "/out",
            f"/q/{step}",
            f"/q/{step}/1",
            f"/q/{step}/all",
            f"/q/{step}/check",
        ):
            page.goto(address + path)
            looked_at(page)


def a_release(jo: Visitor) -> None:
    """Name a service and a sister, and let the service be told something."""
    staff = jo.story.staff
    service = referring.offer_referral(
        client=jo.client,
        offer=Offer(own_words="Birch Helpdesk and Advice Centre (invented)"),
        by=staff,
    )
    consent.name_person(
        client=jo.client, kind="family", name="Fi", by=staff, at=clock.now()
    )
    today = clock.today(jo.story.client.time_zone)
    for shares in ({"dates"}, {"dates", "contact_details"}):
        made = consent.give_release(
            client=jo.client,
            release=consent.Release(
                recipient="Birch Helpdesk and Advice Centre (invented)",
                shares=frozenset(shares),
                why="So that I need not tell it all again",
                given_on=today,
                until=today + timedelta(days=90),
                recipient_id=service,
            ),
            by=jo.story.by_client(),
            at=clock.now(),
            door="portal",
        )
    consent.withdraw_release(
        release=made, client=jo.client, by=jo.story.by_client(), at=clock.now()
    )


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_what_others_may_be_told_fits_and_breaks_no_rule(
    browser, address, jo, width, scheme
):
    """What holds, the form and its errors, once more as a sentence, taken back."""
    elsewhere(lambda: a_release(jo))
    with screens.open_page(browser, width=width, scheme=scheme) as page:
        come_in(page, address, jo.card)
        page.get_by_role("link", name="What others may be told").click()
        looked_at(page)
        page.get_by_role("link", name="Let somebody be told something").click()
        looked_at(page)
        page.get_by_role("button", name="Read it once more").evaluate(
            "e => { e.form.noValidate = true }"
        )
        page.get_by_role("button", name="Read it once more").click()
        looked_at(page)
        page.get_by_label("Fi").check()
        page.get_by_label("That you came here").check()
        page.get_by_role("button", name="Read it once more").click()
        looked_at(page)
        page.get_by_role("button", name="Yes, allow this").click()
        looked_at(page)
        page.get_by_role("button", name=re.compile("Take it back.*Fi")).click()
        expect(page.get_by_role("main")).to_contain_text("From now on")


def a_sent_code(jo: Visitor) -> str:
    """Give the code that a message to this address would hold."""
    with practice(jo.home):
        return doors.make_form_code(
            jo.client,
            occasion=jo.story.step("m1").occasion,
            contact_point_id=jo.story.point.pk,
            lasts=timedelta(minutes=10),
        )


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_empty_form_fits_and_works_without_script(
    browser, address, jo, width, scheme
):
    """From "send a code" to the thank-you: each page on the way, and its error."""
    code = elsewhere(lambda: a_sent_code(jo))
    with screens.open_page(browser, width=width, scheme=scheme) as page:
        page.goto(f"{address}/n/{jo.link}/go")
        page.get_by_role("button", name="Send a code to this address").click()
        looked_at(page)
        page.get_by_label("Your code").fill(code)
        page.get_by_role("button", name="Continue").click()
        looked_at(page)
    again = elsewhere(lambda: a_sent_code(jo))
    with screens.open_page(browser, width=width, script=False) as page:
        page.goto(f"{address}/n/{jo.link}/sent")
        page.get_by_label("Your code").fill(again)
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Send my answers").click()
        expect(page.get_by_role("alert")).to_contain_text("Answer a question")
        page.get_by_label("Several days").first.check()
        page.get_by_role("button", name="Send my answers").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_screen_of_the_tablet_fits(browser, address, kim, width, scheme):
    """From the first screen to the one that says to give it back."""
    with screens.open_page(browser, width=width, scheme=scheme, script=True) as page:
        page.goto(address + kim.url())
        looked_at(page)
        page.get_by_role("link", name="Start").click()
        looked_at(page)
        page.get_by_label("Yes, I want them").check()
        page.get_by_role("button", name="Continue").click()
        looked_at(page)
        page.get_by_label("Others could see it too").check()
        page.get_by_role("button", name="Continue").click()
        looked_at(page)
        page.get_by_label("Alder House").check()
        page.get_by_role("button", name="Continue").click()
        looked_at(page)
        page.get_by_role("button", name="Continue").click()
        looked_at(page)
        page.get_by_label("Not before").select_option("09:00")
        page.get_by_label("Not after").select_option("20:00")
        page.get_by_role("button", name="Continue").click()
        looked_at(page)
        page.get_by_role("button", name="Save my choice").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Give the tablet back"
        )
        looked_at(page)
    assert elsewhere(kim.state) == "confirmed"


def test_from_the_note_to_the_stop_on_a_phone_without_script(browser, address, jo):
    """Open, answer, stop, start again: 320 pixels, no script."""
    with screens.open_page(browser, width=320, script=False) as page:
        page.goto(f"{address}/n/{jo.link}")
        page.get_by_role("link", name="Continue").click()
        page.get_by_label("Your code").fill(jo.card)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("One question on each page").check()
        page.get_by_role("button", name="Start").click()
        for answer in ("Not at all", "Several days", "Nearly every day"):
            page.get_by_label(answer).check()
            page.get_by_role("button", name="Save and continue").click()
        page.get_by_role("button", name="Skip this question").click()
        page.get_by_role("button", name="Send my answers").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
        page.get_by_role("button", name="Ask for a reply").click()
        expect(page.get_by_role("status")).to_contain_text("Done.")
        page.get_by_role("link", name="Today").first.click()
        page.get_by_role("button", name="Stop all messages").click()
        expect(page.get_by_role("status")).to_contain_text("no more messages")
        assert elsewhere(jo.state) == "withdrawn"
        page.get_by_role("button", name="Start again").click()
        expect(page.get_by_role("status")).to_contain_text("on again")
    assert elsewhere(jo.state) == "confirmed"


def test_stop_is_in_the_first_screen_of_a_phone(browser, address, jo):
    """On Today and on My choices, without scrolling."""
    with screens.open_page(browser, width=390) as page:
        come_in(page, address, jo.card)
        for path in ("/t", "/c"):
            page.goto(address + path)
            stop = page.get_by_role("button", name="Stop all messages").bounding_box()
            assert stop is not None
            assert stop["y"] + stop["height"] <= 800, path


def test_a_question_is_answered_by_keyboard_alone(browser, address, jo):
    """Tab, arrows and Enter; nothing moves on by itself."""
    step = elsewhere(lambda: jo.step().pk)
    with screens.open_page(browser, width=390) as page:
        come_in(page, address, jo.card)
        page.goto(f"{address}/q/{step}")
        page.get_by_label("One question on each page").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.wait_for_url("**/1")
        page.get_by_label("Not at all").focus()
        page.keyboard.press("ArrowDown")
        assert page.url.endswith("/1")
        page.keyboard.press("Enter")
        page.wait_for_url("**/2")
    assert elsewhere(lambda: jo.standing().sequence) > 0


def test_nothing_is_asked_of_another_server(browser, address, jo, hands):
    """Every request of every page goes to this server."""
    hands.put(FIRST_NOON)
    with screens.open_page(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        come_in(page, address, jo.card)
        for path in ("/c", "/p", "/d"):
            page.goto(address + path)
        assert asked
        assert all(url.startswith(address) for url in asked)


def test_letters_twice_as_large_still_fit(browser, address, jo):
    """Root text doubled on a narrow screen."""
    with screens.open_page(browser, width=640) as page:
        come_in(page, address, jo.card)
        for path in ("/t", "/c", "/d", "/c/reach"):
            page.goto(address + path)
            page.evaluate("document.documentElement.style.fontSize = '225%'")
            assert screens.no_sideways_scroll(page), path
