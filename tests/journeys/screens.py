"""A real browser for the journeys: open it, look, measure. It asserts nothing itself.

``python -m tests.journeys.screens ADDRESS FOLDER`` takes the pictures that a change
is looked at with: three widths, light and dark, and print.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests import setup_machine

WIDTHS = (320, 390, 1200)
SCHEMES = ("light", "dark")
QUIET = (
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@dataclass(frozen=True)
class Violation:
    """One rule of axe that a page breaks, and where."""

    rule: str
    help: str
    where: tuple[str, ...]


@contextmanager
def open_browser(*, headless: bool = True) -> Iterator[Browser]:
    """Open Chromium. Without one this fails: browser tests never skip silently."""
    found = setup_machine.chromium()
    if found is None:
        raise FileNotFoundError("there is no Chromium here: run `make test`")
    flags = [*QUIET]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium's sandbox refuses to start as root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            headless=headless, args=flags, executable_path=found
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_page(
    browser: Browser, *, width: int = 1200, scheme: str = "light", script: bool = True
) -> Iterator[Page]:
    """Open a page in a context of its own: no cookie of another test is in it."""
    options: dict[str, Any] = {
        "viewport": {"width": width, "height": 800},
        "color_scheme": scheme,
        "java_script_enabled": script,
        "reduced_motion": "reduce",
    }
    context = browser.new_context(**options)
    try:
        yield context.new_page()
    finally:
        context.close()


def axe(page: Page) -> tuple[Violation, ...]:
    """Say which rules of WCAG 2.2 A, AA and best practice the page breaks."""
    options = {
        "runOnly": {"type": "tag", "values": list(RULES)},
        "resultTypes": ["violations"],  # places of kept rules take half the time
    }
    found = Axe().run(page, options=options).response["violations"]
    return tuple(
        Violation(
            rule=one["id"],
            help=one["help"],
            where=tuple(str(node["target"]) for node in one["nodes"]),
        )
        for one in found
    )


def no_sideways_scroll(page: Page) -> bool:
    """Say whether the page fits the width of the window."""
    wider = "document.documentElement.scrollWidth > innerWidth"
    return not page.evaluate(wider)


def small_targets(page: Page, *, least: int = 44) -> tuple[str, ...]:
    """Name buttons and answer rows that are too small for a thumb."""
    found = page.evaluate(
        """least => [...document.querySelectorAll('button, .button, .answers label')]
        .filter(e => e.offsetParent !== null)
        .filter(e => { const b = e.getBoundingClientRect();
                       return b.height < least || b.width < least; })
        .map(e => e.textContent.trim())""",
        least,
    )
    return tuple(found)


def take_pictures(address: str, folder: Path, *, name: str) -> Sequence[Path]:
    """Photograph one address: each width, light and dark, and the print view."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    with open_browser() as browser:
        for width in WIDTHS:
            for scheme in SCHEMES:
                with open_page(browser, width=width, scheme=scheme) as page:
                    page.goto(address)
                    taken.append(folder / f"{name}-{width}-{scheme}.png")
                    page.screenshot(path=taken[-1], full_page=True)
        with open_page(browser, width=760, scheme="dark") as page:
            page.goto(address)
            page.emulate_media(media="print", color_scheme="dark")
            taken.append(folder / f"{name}-print.png")
            page.screenshot(path=taken[-1], full_page=True)
    return taken


if __name__ == "__main__":
    for picture in take_pictures(sys.argv[1], Path(sys.argv[2]), name="page"):
        sys.stdout.write(f"{picture}\n")
