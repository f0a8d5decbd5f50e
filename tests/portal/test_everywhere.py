"""What holds on every page of a client: dull, small, its own, changed by no look."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.urls import get_resolver

from afterword.audit.models import Event
from afterword.consent import doors
from afterword.look.discretion import grade, longest_sentence, revealing
from afterword.measures.instruments import instrument
from afterword.portal import urls
from afterword.tenancy import practice
from tests.pages import serve_files_as_they_are
from tests.portal.people import (
    a_draft,
    a_visitor,
    at_a_form,
    somebody_asked,
    title,
)

FREE = re.compile(r"consent_attempt|consent_key|audit_|vault_")
"""Tables that a look may write to: counts, when a visit ends, and the record."""


OWN = ("/q/", "/p")
"""Pages of which a visit has several."""


@pytest.fixture
def everybody(db, hands):
    """Give every page that a client can be at, by its path, and whose browser."""
    from tests.stories import AGREED_AT

    serve_files_as_they_are()
    due = hands.now
    hands.put(AGREED_AT)
    kim = somebody_asked()
    hands.put(due)
    kim.answer("notes", notes="yes")
    jo = a_visitor(home_values={"phone": "+1 415 555 0100"}).come_in()
    step, directive = jo.step().pk, jo.story.directive
    jo.post(f"/q/{step}", way="each")
    with practice(jo.home):
        told = doors.make(
            client=jo.client, opens="stopped", occasion="done", lasts=None
        )
        over = doors.make(
            client=jo.client, opens="tablet", directive_id=directive, lasts=None
        )
    copy = jo.post("/p/show", who="clinician", parts=["helps"], sure="1")["Location"]
    draft = a_draft(jo)
    fi = at_a_form()
    from django.test import Client as Browser

    anyone = Browser()
    pages = {
        anyone: [
            "/",
            "/stop",
            "/stop/done",
            f"/s/{told}",
            f"/n/{jo.link}",
            f"/n/{jo.link}/go",
            f"/n/{jo.link}/stop",
            f"/n/{jo.link}/sent",
            "/f/sent",
            "/f/saved",
            "/n/unknown",
            "/w/unknown",
            f"/w/{over}",
            draft,
            f"{draft}/3",
            f"{draft}/8",
            f"{draft}/copy",
            "/o/done",
            "/o/unknown",
        ],
        kim.browser: [
            kim.url(),
            *(kim.url(s) for s in ("notes", "address", "sender", "name", "hours")),
        ],
        fi.browser: ["/f"],
        jo.browser: [
            "/t",
            "/c",
            f"/c/{directive}",
            "/c/reach",
            "/c/told",
            "/c/told/new",
            "/p",
            "/p/3",
            "/p/6",
            "/p/8",
            "/p/take",
            "/p/show",
            copy,
            "/p/delete",
            "/d",
            "/d/letters",
            "/b",
            "/out",
            f"/q/{step}",
            f"/q/{step}/1",
            f"/q/{step}/4",
            f"/q/{step}/all",
            f"/q/{step}/check",
        ],
    }
    return jo, [(browser, path) for browser, paths in pages.items() for path in paths]


@pytest.fixture
def looks(everybody):
    """Look at every page once."""
    _jo, pages = everybody
    return [(path, browser.get(path)) for browser, path in pages]


def counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def test_every_page_is_there_and_every_address_is_walked(looks):
    """Each name of an address that can be looked at is in the list above."""
    assert {answer.status_code for _path, answer in looks} == {200, 404}
    names = {answer.resolver_match.url_name for _path, answer in looks}
    presses = {
        "stop_all",
        "stop_one",
        "no_contact",
        "no_replies",
        "reopen",
        "pause",
        "start_one",
        "fewer",
        "told_back",
        "reply",
        "send_code",
        "plan_hide",
        "plan_unhide",
        "plan_undo",
    }
    elsewhere = {
        "take",
        "thanks",
        "one_click",
        "own",
        "own_screen",
    }
    assert {p.name for p in urls.urlpatterns} == names | presses | elsewhere


def test_no_page_weighs_more_than_fifty_kilobytes(looks):
    """With its stylesheet and its script."""
    from pathlib import Path

    import afterword

    static = Path(afterword.__file__).parent / "static"
    beside = sum(
        (static / n).stat().st_size for n in ("site.css", "leave.js", "icon.svg")
    )

    for path, answer in looks:
        assert len(answer.content) + beside < 50_000, path


def test_the_product_is_named_nowhere(looks):
    """Not in the page, its headers, or its cookies."""
    for path, answer in looks:
        everything = answer.content + answer.serialize_headers()
        everything += str(answer.cookies).encode()
        assert b"afterword" not in everything.lower(), path


def test_no_page_asks_anybody_else_for_anything(looks):
    """No address of another server, no script or style within, no form elsewhere."""
    for path, answer in looks:
        html = answer.content.decode()
        assert not re.search(r"(src|href|action)=\"(https?:)?//", html), path
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html)
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] in {"no-referrer", "same-origin"}
        assert "noindex" in answer["X-Robots-Tag"]


def test_titles_and_addresses_tell_a_stranger_nothing(looks):
    """What stands in a tab, a history and a log."""
    for path, answer in looks:
        named = re.sub(r"[0-9a-f-]{36}|/[\w-]{32}", "", path)
        assert not revealing(title(answer)), path
        assert not revealing(named), path


def test_pages_have_titles_of_their_own(everybody):
    """Pages of one visit can be told apart by their tabs."""
    _jo, pages = everybody
    own = [
        title(browser.get(path))
        for browser, path in pages
        if path in {"/t", "/c", "/d", "/b", "/c/reach"} or path.startswith(OWN)
    ]

    assert len(set(own)) == len(own)


def test_each_page_has_one_heading_one_language_and_one_main_button(looks):
    """One thing to read, one thing to press."""
    for path, answer in looks:
        html = answer.content.decode()
        main = html[html.index("<main") : html.index("</main>")]
        primary = re.findall(r'class="button"(?! data-kind)', main)
        assert main.count("<h1") == 1, path
        assert '<html lang="en">' in html, path
        assert len(primary) <= 1, path


def test_no_sentence_is_long(looks):
    """At most 25 words, the questionnaire's own words aside."""
    own = instrument("phq4").stem
    for path, answer in looks:
        html = answer.content.decode()
        main = html[html.index("<main") : html.index("</main>")]
        text = re.sub(
            r"</(p|li|h1|h2|h3|dt|dd|label|legend|small|th|td)>", "\n\n", main
        )
        text = re.sub(r"<[^>]+>", " ", text).replace(own, "")
        for part in re.split(r"\n{2,}", text):
            assert longest_sentence(" ".join(part.split())) <= 25, (path, part)


def test_pages_are_easy_to_read(looks):
    """Grade 6 at most; a questionnaire's words and names of places are not ours."""
    asked = instrument("phq4")
    for path, answer in looks:
        html = answer.content.decode()
        main = html[html.index("<main") : html.index("</main>")]
        main = re.sub(r"<option value=\"[A-Z]{2}\">[^<]*</option>", "", main)
        text = re.sub(
            r"</(p|li|h1|h2|h3|dt|dd|label|legend|small|th|td)>", "\n\n", main
        )
        text = re.sub(r"<[^>]+>", " ", text)
        for own in (asked.stem, *(item.text for item in asked.items)):
            text = text.replace(own, "")
        assert grade(text) <= 6, (path, grade(text))


def test_no_word_of_ours_that_clients_do_not_use(looks):
    """No protocol, measure, consent, record or client; no exclamation mark."""
    for path, answer in looks:
        html = answer.content.decode()
        text = re.sub(r"<[^>]+>", " ", html[html.index("<body") :]).lower()
        for word in (
            "protocol",
            "measure",
            "consent",
            "record",
            "client",
            "please",
            "sorry",
            "!",
        ):
            assert word not in text, (path, word)


def test_a_look_changes_nothing_but_the_record(everybody):
    """Rows before and after a look at every page."""
    _jo, pages = everybody
    before = counts()

    for browser, path in pages:
        browser.get(path)

    after = counts()
    changed = {t for t in after if after[t] != before[t] and not FREE.match(t)}
    assert changed == set()


def test_every_page_of_a_practice_is_closed_to_everybody_else(everybody):
    """A visit of another practice sees none of these pages with anything of Jo's."""
    _jo, pages = everybody
    other = a_visitor(address="bo@mail.example").come_in()

    for _browser, path in pages:
        if path.startswith(("/n/", "/s/", "/w/", "/o/")):
            continue
        answer = other.get(path)
        assert b"jo@mail.example" not in answer.content
        if re.search("[0-9a-f-]{36}", path):
            assert answer.status_code == 404, path


def test_no_name_of_an_address_stands_for_two(db):
    """Each leads to one page."""
    names = [pattern.name for pattern in urls.urlpatterns]

    assert len(set(names)) == len(names)
    assert get_resolver().namespace_dict["portal"]


def test_every_press_leaves_one_line_in_the_record(everybody):
    """Stopping, resting, asking: each is told by exactly one event of its own."""
    jo, _pages = everybody
    for path, name in (
        (f"/c/{jo.story.directive}/pause", "consent.paused"),
        (f"/c/{jo.story.directive}/start", "consent.resumed"),
        (f"/c/{jo.story.directive}/stop", "consent.withdrawn"),
        ("/b", "portal.came_back"),
    ):
        jo.post(path)
        with practice(jo.home):
            assert Event.objects.filter(name=name, by_kind="client").count() == 1
