"""Set a practice up, sign in by passkey, lose it, come back: in a real browser.

The browser has a virtual authenticator, so passkeys are made and used for real. They
belong to a name, therefore the server is asked as ``localhost``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect

from afterword.accounts import services
from afterword.vault import ring
from tests.journeys import screens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "seven plain brown pebbles"  # noqa: S105 - of nobody
EMAIL = "ruth@alder-house.example"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def browser(chromium: Path) -> Iterator[Browser]:
    """A browser; without one the test fails."""
    with screens.open_browser() as opened:
        yield opened


@pytest.fixture
def address(
    browser: Browser, live_server, settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The server, by the name that passkeys need.

    While the browser is open a loop runs in this thread, and what talks to the
    database from here does so on a connection of its own: it is closed at the end.
    """
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    if not Path(settings.KEYS).exists():
        ring.make(Path(settings.KEYS))
    cache.clear()
    settings.PUBLIC_URL = live_server.url.replace("127.0.0.1", "localhost")
    yield settings.PUBLIC_URL
    connections.close_all()


def with_authenticator(context: BrowserContext) -> Page:
    """Open a page on a device that can keep passkeys."""
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def set_up_the_first_person(page: Page, url: str) -> list[str]:
    """Walk from the first link to the recovery codes, and give the codes."""
    page.goto(url)
    page.get_by_label("Your name").fill("Ruth Example")
    page.get_by_label("Your e-mail address").fill(EMAIL)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Save and make a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Make your passkey")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("shown once")
    return [code.replace(" ", "") for code in page.locator("ol code").all_inner_texts()]


def sign_out(page: Page, address: str) -> None:
    page.goto(f"{address}/staff/logout")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_from_the_first_link_to_a_practice_that_can_begin(browser, address):
    """Link, password, passkey, codes, set-up; out, and in again by passkey alone."""
    context = browser.new_context(reduced_motion="reduce")
    page = with_authenticator(context)
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda line: trouble.append(line.text))

    codes = set_up_the_first_person(page, services.first_run_link())
    assert len(set(codes)) == 10
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(re.compile("/desk/set-up$"))

    page.get_by_role("link", name="Name of the practice").click()
    page.get_by_label("Name of the practice").fill("Alder House Therapy")
    page.get_by_label("Neutral name").fill("Alder House Therapy")
    page.get_by_label("Country or state").fill("California")
    page.get_by_label("Time zone").fill("America/Los_Angeles")
    page.get_by_label("One clinician").check()
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save the practice").click()
    expect(page.locator("#errors")).to_contain_text("“Therapy” tells a stranger")
    page.get_by_label("Neutral name").fill("Alder House")
    page.get_by_role("button", name="Save the practice").click()

    page.get_by_role("link", name="Clinicians").click()
    assert page.get_by_label("Name", exact=True).input_value() == "Ruth Example"
    page.get_by_role("checkbox", name="Psychologist", exact=True).check()
    page.get_by_label("Number").first.fill("PSY 00000")
    page.get_by_label("Yes, this is all").check()
    page.get_by_label("When are answers read?").fill("on Tuesdays")
    page.get_by_role("button", name="Save the clinician").click()
    page.get_by_role("button", name="State it California (US-CA)").click()
    expect(page.locator("#done")).to_have_text("Stated today. It holds for a year.")
    page.goto(f"{address}/desk/set-up")
    page.get_by_role("button", name="Finish setting up").click()
    page.wait_for_url("**/desk/#done")

    sign_out(page, address)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/")

    assert [line for line in trouble if "422" not in line] == []
    context.close()


def test_recovery_codes_are_shown_once_and_work_once(browser, address):
    """A second look shows none; without the device a code opens once, not twice."""
    first = browser.new_context()
    page = with_authenticator(first)
    codes = set_up_the_first_person(page, services.first_run_link())

    page.goto(f"{address}/staff/account/codes")
    expect(page.get_by_role("heading", level=1)).to_contain_text("were shown once")
    assert not any(code in page.content().replace(" ", "") for code in codes)
    first.close()

    for works in (True, False):
        other = browser.new_context()
        page = other.new_page()
        page.goto(f"{address}/staff/login")
        page.get_by_text("Use your password", exact=True).click()
        page.get_by_label("E-mail address").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in with the password").click()
        page.get_by_text("Use a recovery code").click()
        page.get_by_label("Recovery code").fill(f"{codes[0][:4]} {codes[0][4:]}")
        page.get_by_role("button", name="Sign in with this code").click()
        if works:
            page.wait_for_url("**/desk/set-up")
        else:
            expect(page.locator("#errors")).to_contain_text("You are not signed in.")
        other.close()


def test_a_device_without_the_passkey_says_so_and_offers_another_way(browser, address):
    """Nothing happens silently: words on the page, and the password below them."""
    owner = browser.new_context()
    set_up_the_first_person(with_authenticator(owner), services.first_run_link())
    owner.close()
    stranger = browser.new_context()
    page = stranger.new_page()
    device = stranger.new_cdp_session(page)
    device.send("WebAuthn.enable")
    refusing = AUTHENTICATOR | {"isUserVerified": False}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": refusing})

    page.goto(f"{address}/staff/login")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    stranger.close()


def test_without_script_the_page_says_what_works(browser, address):
    """A passkey needs a script; a password with a code does not."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{address}/staff/login")

    expect(
        page.get_by_text("A passkey needs a browser with JavaScript")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    context.close()
