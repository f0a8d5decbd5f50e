"""Help comes first: before the application, without it, and without a trace."""

from __future__ import annotations

import io
import logging
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from afterword.support import building
from afterword.support.serving import HelpFirst, region


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("site") / "h"
    building.write_pages(made, built_on=date(2026, 11, 23))
    (made.parent / "secret.html").write_text("secret")
    (made / "notes.html").write_text("secret")
    return made


class Answer:
    """What came back: status, headers in order, body."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: list[tuple[str, str]] = []
        self.body = b""

    def __getitem__(self, name: str) -> str:
        return dict(self.headers)[name]


def ask(served: HelpFirst, path: str, *, query: str = "", **more: Any) -> Answer:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "wsgi.input": io.BytesIO(),
        **more,
    }
    answer = Answer()

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        answer.status, answer.headers = status, headers

    answer.body = b"".join(served(environ, start))
    return answer


def broken_app(_environ: Any, _start: Any) -> list[bytes]:
    raise ConnectionError("the database is stopped")


@pytest.fixture
def served(folder: Path) -> HelpFirst:
    return HelpFirst(broken_app, folder)


@pytest.mark.parametrize(
    "path",
    ["/help", "/h", "/h/", "/h/gb", "/h/gb.html", "/h/where", "/h/private", "/leave"],
)
def test_help_answers_while_the_application_is_broken(served, path):
    """The application is never asked for these."""
    answer = ask(served, path)

    assert answer.status[:3] in {"200", "303"}


@pytest.mark.parametrize(
    "path", ["/", "/desk/", "/helpful", "/hello", "/leaves", "/static/x"]
)
def test_everything_else_is_handed_on(served, path):
    """Only these paths are ours."""
    with pytest.raises(ConnectionError):
        ask(served, path)


def test_a_country_page_says_what_it_must_in_its_headers(served):
    """Nothing from elsewhere, no referrer, no index, an hour's cache, no cookie."""
    answer = ask(served, "/h/gb")

    assert answer.status == "200 OK"
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Content-Security-Policy"].startswith("default-src 'self'")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in dict(answer.headers)
    assert b"Call 999" in answer.body


@pytest.mark.parametrize(
    "path",
    [
        "/h/../secret.html",
        "/h/..%2fsecret.html",
        "/h/%2e%2e/secret.html",
        "/h//etc/passwd",
        "/h/....//secret",
        "/h/notes",
        "/h/notes.html",
        "/h/gb.html/../../secret.html",
        "/h/gb\x00",
        "/h/gb\n",
        "/h/GB",
        "/h/where-gb-x",
        "/h/\udcff",
    ],
)
def test_no_path_leads_out_of_the_folder(served, path):
    """Names are known by a closed pattern; whatever else is asked shows the list."""
    answer = ask(served, path)

    assert answer.status.startswith("303")
    assert answer["Location"] == "/h/where"
    assert b"secret" not in answer.body


def test_a_named_country_is_gone_to_at_once(served):
    """``?country=gb`` in either case."""
    assert ask(served, "/help", query="country=GB")["Location"] == "/h/gb"
    assert ask(served, "/help", query="country=no")["Location"] == "/h/no"


@pytest.mark.parametrize(
    "named", ["zz", "../x", "g", "", "gb%0d%0aSet-Cookie:x", "%ff"]
)
def test_a_country_that_nobody_knows_shows_the_list(served, named):
    """Nothing that was typed comes back in a header."""
    assert ask(served, "/help", query=f"country={named}")["Location"] == "/h/where"


def test_the_browsers_language_only_suggests(served):
    """It asks "In the United Kingdom?" and decides nothing, and nothing is kept."""
    answer = ask(served, "/help", HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9")

    assert answer["Location"] == "/h/where-gb"
    assert answer["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in dict(answer.headers)
    assert b"Where are you now?" in ask(served, "/h/where-gb").body


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", ""),
        ("en", ""),
        ("en-GB,en;q=0.9", "GB"),
        ("zh-Hant-TW", "TW"),
        ("de;q=1, fr-CH;q=0.5", "CH"),
        ("en-GBR", ""),
        ("*", ""),
        ("en-" + "G" * 5000, ""),
    ],
)
def test_a_region_is_read_only_where_one_stands(said, expected):
    """Anything else is no region."""
    assert region(said) == expected


def test_leaving_ends_the_sign_in_and_shows_a_dull_page(folder):
    """The cookies go, what the browser kept goes, and nothing of it is kept."""
    served = HelpFirst(broken_app, folder, leave_to="https://weather.example/")

    answer = ask(served, "/leave", HTTP_COOKIE="id=abc")
    cookies = [value for name, value in answer.headers if name == "Set-Cookie"]

    assert answer.status == "303 See Other"
    assert answer["Location"] == "https://weather.example/"
    assert answer["Clear-Site-Data"] == '"cookies", "storage"'
    assert answer["Cache-Control"] == "no-store"
    assert [c.split("=")[0] for c in cookies] == ["id", "__Host-id"]
    assert all("Max-Age=0" in c and "Path=/" in c for c in cookies)
    assert "; Secure" in cookies[1]


def test_a_post_changes_nothing_and_is_told_so(served):
    """These pages only answer to being read."""
    answer = ask(served, "/h/gb", REQUEST_METHOD="POST")

    assert answer.status.startswith("405")
    assert answer["Allow"] == "GET, HEAD"


def test_head_gives_the_headers_alone(served):
    """And the length that the page would have."""
    answer = ask(served, "/h/gb", REQUEST_METHOD="HEAD")

    assert answer.body == b""
    assert int(answer["Content-Length"]) > 1000


def test_nobody_writes_down_who_came(served, caplog):
    """No line in any log, whatever is asked."""
    with caplog.at_level(logging.DEBUG):
        for path in ("/help", "/h/gb", "/h/zz", "/leave", "/h/../x"):
            ask(served, path, REMOTE_ADDR="192.0.2.7")

    assert caplog.records == []


def test_without_any_page_there_are_still_words(tmp_path):
    """An empty folder answers 503 and says to call, in plain text."""
    answer = ask(HelpFirst(broken_app, tmp_path), "/h/gb")

    assert answer.status.startswith("503")
    assert b"emergency number" in answer.body


def test_a_missing_country_shows_the_list(tmp_path):
    """The list is there even when a country's page is not."""
    (tmp_path / "where.html").write_text("list")

    answer = ask(HelpFirst(broken_app, tmp_path), "/h/gb")

    assert answer["Location"] == "/h/where"


def test_style_and_script_lie_beside_the_pages(served):
    """With their own types, so that the content policy lets them in."""
    assert ask(served, "/h/site.css")["Content-Type"].startswith("text/css")
    assert ask(served, "/h/leave.js")["Content-Type"].startswith("text/javascript")
    assert ask(served, "/h/icon.svg")["Content-Type"] == "image/svg+xml"


def test_asking_where_somebody_is_leaves_no_trace(served, folder, caplog):
    """Question and answer: no cookie, no line, no session, no query, no new file."""
    before = sorted(path.name for path in folder.iterdir())
    asked: list[str] = []

    def watch(environ: Any, _start: Any) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        return []

    watched = HelpFirst(watch, folder)
    with caplog.at_level(logging.DEBUG):
        for path in ("/help", "/h/where-gb", "/h/where", "/h/fr", "/h/private"):
            answer = ask(watched, path, HTTP_COOKIE="id=abc", HTTP_REFERER="/t")
            assert "Set-Cookie" not in dict(answer.headers)
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "?" not in dict(answer.headers).get("Location", "")
            assert b"<form" not in answer.body

    assert asked == []
    assert caplog.records == []
    assert sorted(path.name for path in folder.iterdir()) == before


MARK = "0123456789ab"


@pytest.fixture
def own(folder):
    """A practice's own page for one country."""
    mine = folder / MARK
    mine.mkdir(exist_ok=True)
    (mine / "gb.html").write_text("as the practice knows it")
    return mine


def test_a_practices_own_page_stands_before_the_one_for_everybody(served, own):
    """Any other country is read from the pages for everybody, under the same mark."""
    assert ask(served, f"/h/{MARK}/gb").body == b"as the practice knows it"
    assert b"Call 112" in ask(served, f"/h/{MARK}/se").body
    assert ask(served, f"/h/{MARK}/where").status == "200 OK"
    assert ask(served, "/h/gb").body != b"as the practice knows it"


def test_a_mark_stays_in_the_address(served, own):
    """Whoever came by a practice's link goes on in its pages."""
    asked = ask(served, f"/help/{MARK}", HTTP_ACCEPT_LANGUAGE="en-GB")

    assert asked["Location"] == f"/h/{MARK}/where-gb"
    assert ask(served, f"/help/{MARK}/")["Location"] == f"/h/{MARK}/where"
    assert ask(served, f"/h/{MARK}")["Location"] == f"/h/{MARK}/"
    assert ask(served, f"/h/{MARK}/zz-1")["Location"] == f"/h/{MARK}/where"


def test_a_mark_that_nobody_has_shows_the_pages_for_everybody(served):
    """So an address tells nobody which practices are here."""
    unknown = ask(served, "/h/ffffffffffff/gb")

    assert unknown.body == ask(served, "/h/gb").body
    assert unknown.headers == ask(served, "/h/gb").headers


@pytest.mark.parametrize(
    "path",
    [
        f"/h/{MARK}/../secret",
        f"/h/{MARK}/../../secret.html",
        f"/h/{MARK}//etc/passwd",
        f"/h/{MARK}/gb\n",
        f"/h/{MARK}/{MARK}/gb",
    ],
)
def test_no_path_below_a_mark_leads_out(served, own, path):
    """The names below it are as closed as above it."""
    answer = ask(served, path)

    assert answer.status.startswith("303")
    assert answer["Location"] == f"/h/{MARK}/where"


def test_links_between_pages_stay_where_they_are(folder):
    """They name the next page alone, so that a mark before it is kept."""
    import re

    for page in folder.glob("*.html"):
        text = page.read_text()
        inside = set(re.findall(r'<a [^>]*href="(/h/[^"]*)"', text))
        assert inside == set(), page.name
