"""A person at a browser, who looks at every page that they come to. No story itself.

Looking means: no rule of WCAG broken, one main heading, nothing cut off at the side,
and a title that tells this page from the others.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, CDPSession, Locator, Page, Route, expect

from tests.journeys import screens

ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKEN: Final = re.compile(r"(?<=/)[A-Za-z0-9_-]{20,}")
TEXT: Final = re.compile(r">\s*[^<\s][^<]*<")
NAMED: Final = re.compile(r' (?:href|action|id|for|name|value|max|aria-[a-z]+)="[^"]*"')
PICTURES: Final = "AFTERWORD_TEST_PICTURES"
"""Folder outside the repository for a picture of each page, to be looked at."""
SOMEWHERE_ELSE: Final = "Another server"
SAME: Final = {"/k": "/w/…", "/desk/ask": "/desk/rulings/…"}
"""Two doors to the same pages: theirs by card or tablet, an answer kept or not."""
PATIENCE: Final = 15_000
AUTHENTICATOR: Final = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Notebook:
    """Everything that was looked at, by everybody, with what was wrong."""

    name: str
    seen: set[str] = field(default_factory=set)
    titles: dict[str, set[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    asked_elsewhere: list[str] = field(default_factory=list)
    pictures: int = 0

    def elsewhere(self, route: Route) -> None:
        """Answer for every other server in the world, and note who was asked."""
        self.asked_elsewhere.append(route.request.url)
        route.fulfill(content_type="text/html", body=f"<title>{SOMEWHERE_ELSE}</title>")

    def shared_titles(self) -> dict[str, set[str]]:
        """Give titles that stand over different pages."""
        return {title: at for title, at in self.titles.items() if len(at) > 1}


@dataclass
class Walk:
    """One person with one browser: opens, follows, presses, fills, chooses."""

    page: Page
    address: str
    notebook: Notebook
    scripts: CDPSession | None = None
    """Where scripts are switched off and on; without it they always run."""
    runs_scripts: bool = False

    def open(self, path: str) -> Walk:
        """Type an address of this installation, or a whole one from a message."""
        self.page.goto(path if path.startswith("http") else self.address + path)
        return self.look()

    def follow(self, name: str, *, exact: bool = False) -> Walk:
        """Follow a link by its words."""
        self.page.get_by_role("link", name=name, exact=exact).first.click()
        return self.look()

    def press(self, name: str, *, exact: bool = False, until: str = "") -> Walk:
        """Press a button by its words; where a script leads on, wait for its page."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        if until:
            self.page.wait_for_url(until)
        return self.look()

    def fill(self, label: str | re.Pattern[str], text: str) -> Walk:
        """Fill in a field by its label."""
        self.page.get_by_label(label, exact=True).first.fill(text)
        return self

    def select(self, label: str, option: str) -> Walk:
        """Choose one line of a list that opens, by the words of both."""
        self.page.get_by_label(label).first.select_option(label=option)
        return self

    def choose(self, question: str, answer: str) -> Walk:
        """Choose one answer to one question, by the words of both."""
        asked = self.page.get_by_role("group", name=question)
        self._one(asked, answer).check()
        return self

    def tick(self, label: str) -> Walk:
        """Tick one box, or choose one answer where only one question is asked."""
        self._one(self.page.locator("main"), label).check()
        return self

    def unfold(self, words: str) -> Walk:
        """Open a part that is folded away, unless it is open."""
        part = self.page.locator("details", has_text=words).first
        if part.get_attribute("open") is None:
            part.locator("summary").click()
        return self

    def heading(self) -> str:
        """Read the main heading."""
        return self.page.get_by_role("heading", level=1).inner_text()

    def reads(self, words: str) -> Walk:
        """Fail where these words are not on the page."""
        expect(self.page.locator("main")).to_contain_text(words)
        return self

    def reads_not(self, words: str) -> Walk:
        """Fail where these words are on the page."""
        expect(self.page.locator("main")).not_to_contain_text(words)
        return self

    def is_at(self, heading: str | re.Pattern[str]) -> Walk:
        """Fail where another page is open."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        return self

    def look(self) -> Walk:
        """Look at the page that is open, once; note what is wrong with it."""
        self.page.wait_for_load_state("load")
        with self.with_script():
            self._look()
        return self

    def _look(self) -> None:
        page, book = self.page, self.notebook
        path = TOKEN.sub("…", ID.sub("…", page.url.partition("#")[0]))
        path = path.removeprefix(self.address)
        headings = page.get_by_role("heading", level=1).all_inner_texts()
        if len(headings) != 1:
            book.wrong.append(f"{path}: {len(headings)} main headings")
        book.titles.setdefault(page.title(), set()).add(self._place(path))
        if not page.title():
            book.wrong.append(f"{path}: no title")
        if not screens.no_sideways_scroll(page):
            book.wrong.append(f"{path}: wider than the window")
        if (shape := self._shape()) in book.seen:
            return  # the same page about somebody else breaks no other rule
        book.seen.add(shape)
        self._picture(path)
        book.wrong += [f"{path}: {found}" for found in screens.axe(page)]

    def _place(self, path: str) -> str:
        """Name a page by its address, and by one name where two doors lead to it."""
        bare = path.partition("?")[0]
        for one, other in SAME.items():
            if bare == one or bare.startswith(f"{one}/"):
                return other + bare.removeprefix(one)
        return bare

    def _shape(self) -> str:
        """Give the page without its words: its elements, their kinds and states."""
        body = self.page.locator("body").inner_html()
        bare = NAMED.sub("", TEXT.sub(">·<", body))
        return f"{self.page.viewport_size} {bare}"

    def _picture(self, path: str) -> None:
        if folder := os.environ.get(PICTURES):
            self.notebook.pictures += 1
            name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "start"
            file = f"{self.notebook.pictures:03d}-{name}.png"
            at = Path(folder) / self.notebook.name / file
            at.parent.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=at, full_page=True)

    def _one(self, inside: Locator, label: str) -> Locator:
        exact = inside.get_by_label(label, exact=True)
        return exact.first if exact.count() else inside.get_by_label(label).first

    @contextmanager
    def with_script(self) -> Iterator[None]:
        """Let scripts run for the one thing that needs them: to make a passkey.

        Also for the script that measures a page which was made without.
        """
        if self.scripts is None or self.runs_scripts:
            yield
            return
        self.runs_scripts = True
        _let_scripts_run(self.scripts, allowed=True)
        try:
            yield
        finally:
            _let_scripts_run(self.scripts, allowed=False)
            self.runs_scripts = False


@contextmanager
def somebody(  # noqa: PLR0913 - one person's way of looking
    browser: Browser,
    address: str,
    notebook: Notebook,
    *,
    width: int,
    script: bool,
    passkeys: bool = False,
) -> Iterator[Walk]:
    """Give a browser of their own to somebody; no cookie of another is in it."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
        accept_downloads=True,
    )
    context.set_default_timeout(PATIENCE)
    context.route(lambda url: not _is_here(address, url), notebook.elsewhere)
    page = context.new_page()
    page.on("pageerror", lambda error: notebook.wrong.append(f"script: {error}"))
    page.on("console", lambda line: _note_console(notebook, line.type, line.text))
    scripts = None
    if passkeys:
        device = context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    if not script:
        scripts = context.new_cdp_session(page)
        _let_scripts_run(scripts, allowed=False)
    try:
        yield Walk(page, address, notebook, scripts)
    finally:
        _say_where_it_ended(page)
        context.close()


def _say_where_it_ended(page: Page) -> None:
    """Write the last page down: pytest shows it below a test that failed."""
    words = page.locator("body").inner_text().replace("\n\n", "\n")
    sys.stdout.write(f"\nLast page {page.url}\n{words}\n")


def _let_scripts_run(session: CDPSession, *, allowed: bool) -> None:
    session.send("Emulation.setScriptExecutionDisabled", {"value": not allowed})


def _is_here(address: str, url: str) -> bool:
    return url.startswith((address, "data:", "blob:"))


def _note_console(notebook: Notebook, kind: str, text: str) -> None:
    if kind == "error" and "status of 422" not in text:
        notebook.wrong.append(f"console: {text}")
