"""Somebody in danger finds a number: any width, no script, nothing behind the pages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from playwright.sync_api import Browser

from afterword.support.building import write_pages
from afterword.support.serving import HelpFirst
from tests.journeys.screens import (
    axe,
    no_sideways_scroll,
    open_browser,
    open_page,
    small_targets,
)

pytestmark = pytest.mark.browser

PAGES = ("/h/gb", "/h/et", "/h/where-gb", "/h/private")


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Write nothing down."""


def dull(_environ: Any, start: Any) -> list[bytes]:
    """Stand for the dull public page; the application is nowhere."""
    start("200 OK", [("Content-Type", "text/html")])
    return [b"<title>Weather</title><p>Rain later.</p>"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("h")
    write_pages(folder, built_on=date(2026, 11, 23))
    served = HelpFirst(dull, folder, leave_to="/weather")
    with make_server("127.0.0.1", 0, served, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_and_breaks_no_rule(browser, address, path):
    """320 pixels to wide, light and dark: no violation, no sideways scroll."""
    for width, scheme in ((320, "dark"), (1200, "light")):
        with open_page(browser, width=width, scheme=scheme) as page:
            page.goto(address + path)
            assert axe(page) == ()
            assert no_sideways_scroll(page)
            assert small_targets(page) == ()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_with_letters_twice_as_large(browser, address, path):
    """Root text doubled on a narrow screen."""
    with open_page(browser, width=640) as page:
        page.goto(address + path)
        page.evaluate("document.documentElement.style.fontSize = '225%'")
        assert no_sideways_scroll(page)


def test_help_is_found_without_script(browser, address):
    """From the question to the number, and out again."""
    with open_page(browser, width=320, script=False) as page:
        page.goto(f"{address}/help")
        page.get_by_role("link", name="United Kingdom").last.click()
        call = page.get_by_role("link", name="Call 999")
        assert call.get_attribute("href") == "tel:999"
        box = call.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 640
        page.get_by_role("link", name="Leave this page").click()
        assert page.title() == "Weather"


def test_shift_three_times_leaves_and_takes_the_pages_place(browser, address):
    """Back does not lead to the page that was left."""
    with open_page(browser) as page:
        page.goto(f"{address}/weather")
        page.goto(f"{address}/h/gb")
        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_url("**/weather")
        page.go_back()
        assert "Help" not in page.title()


def test_typing_capitals_does_not_leave(browser, address):
    """Another key in between starts the count again."""
    with open_page(browser) as page:
        page.goto(f"{address}/h/gb")
        for key in ("Shift+A", "Shift+B", "Shift+C", "Shift+D"):
            page.keyboard.press(key)
        page.keyboard.press("Shift")
        page.keyboard.press("Shift")
        page.wait_for_timeout(200)
        assert "Help" in page.title()


def test_the_way_out_stays_in_sight(browser, address):
    """At the end of a long list it is still at the top, and covers no focus."""
    with open_page(browser, width=320) as page:
        page.goto(f"{address}/h/where")
        page.get_by_role("link", name="Zimbabwe").focus()
        leave = page.get_by_role("link", name="Leave this page").bounding_box()
        focused = page.get_by_role("link", name="Zimbabwe").bounding_box()
        assert leave is not None
        assert focused is not None
        assert 0 <= leave["y"] < 40
        assert focused["y"] > leave["y"] + leave["height"]


def test_no_cookie_is_set_and_nothing_else_is_asked_for(browser, address):
    """Every request goes to this server, and the browser keeps nothing."""
    with open_page(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/help")
        page.get_by_role("link", name="Norway").click()
        assert all(url.startswith(address) for url in asked)
        assert page.context.cookies() == []


def test_paper_shows_the_number_in_black_on_white(browser, address):
    """From a dark screen too."""
    with open_page(browser, width=760, scheme="dark") as page:
        page.goto(f"{address}/h/gb")
        page.emulate_media(media="print", color_scheme="dark")
        call = page.get_by_role("link", name="Call 999")
        style = "e => [getComputedStyle(e).color, getComputedStyle(e).borderStyle]"
        ground = "getComputedStyle(document.body).backgroundColor"
        assert call.evaluate(style) == ["rgb(0, 0, 0)", "solid"]
        assert page.evaluate(ground) == "rgb(255, 255, 255)"
        assert not page.get_by_role("link", name="Leave this page").is_visible()
