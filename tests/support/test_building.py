"""The help pages as they are written: what stands on them and what does not."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from afterword.look.discretion import grade, longest_sentence
from afterword.support import building, lines
from afterword.support.errors import BrokenSupportError

BUILT_ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("h")
    building.write_pages(made, built_on=BUILT_ON)
    return made


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, str]:
    return {page.stem: page.read_text() for page in folder.glob("*.html")}


class Words(HTMLParser):
    """Collects the words of the main part, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.words: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.inside = self.inside or tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "main"
        if tag in {"p", "li", "h1", "h2", "small"}:
            self.words.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.words.append(data)


def words_of(page: str) -> str:
    parser = Words()
    parser.feed(page)
    return "".join(parser.words)


def test_there_is_a_page_and_a_question_for_every_country(pages):
    """Each country has its page, and a list that puts it first."""
    for iso in lines.isos():
        assert iso.lower() in pages
        assert f"where-{iso.lower()}" in pages
    assert {"where", "index", "private"} <= set(pages)


def test_the_if_and_the_number_come_before_everything_else(pages):
    """Nothing stands between the title and the number to call."""
    text = " ".join(words_of(pages["gb"]).split())

    assert text.startswith("Help now If your life is in danger Call 999 For people")


def test_a_number_never_stands_without_its_country(pages):
    """113 is police here and a line for suicide there: the page says where it is."""
    for country in lines.countries():
        page = pages[country.iso.lower()]
        block = page[page.index("help-now") : page.index("</section>")]
        assert country.place in block, country.iso


def test_links_dial_digits_and_carry_no_message(pages):
    """No plus before a short code, and no text typed for anybody."""
    for name, page in pages.items():
        for link in re.findall(r'href="((?:tel|sms):[^"]*)"', page):
            assert re.fullmatch(r"(tel|sms):[0-9]{2,15}", link), (name, link)


def test_the_word_to_text_is_said_in_words(pages):
    """A phone's own way to fill in a message differs; words work everywhere."""
    assert "Text SHOUT to 85258" in pages["gb"]
    assert "Text HOME to 741741" in pages["us"]


def test_what_a_line_is_for_decides_its_words(pages):
    """Not every line is about suicide."""
    gb = words_of(pages["gb"])

    assert "Someone to talk to about anything" in gb
    assert "thoughts of suicide" not in gb
    assert "For anyone who has thoughts of suicide" in words_of(pages["us"])


def test_every_page_says_who_runs_the_lines_and_that_nobody_is_told(pages):
    """And that some of them may call an ambulance."""
    for iso in lines.isos():
        page = pages[iso.lower()]
        assert "We do not run these services. Nobody is told" in page
        assert "may call an ambulance" in page


def test_every_line_has_a_source_and_an_old_one_says_so(pages):
    """A number from a list of 2021 says that it may have changed."""
    assert "From Open Helplines, Tuesday 2 June 2026." in pages["gb"]
    assert "Friday 9 July 2021. It may have changed." in pages["ie"]
    for iso in lines.isos():
        count = len(lines.country(iso).lines)
        assert (
            pages[iso.lower()].count("\nFrom ") + pages[iso.lower()].count(" From ")
            >= count
        ), iso


def test_where_sources_disagree_the_page_says_so(pages):
    """Uzbekistan's numbers differ between lists; Ethiopia has none that is sure."""
    assert "Lists do not agree" in pages["uz"]
    assert 'class="call"' not in pages["uz"]
    assert "We do not have a number that is sure to work in Ethiopia" in pages["et"]
    assert "tel:" not in pages["et"]


def test_a_country_without_a_line_still_leads_somewhere(pages):
    """The emergency number and two directories."""
    assert not lines.country("SE").lines
    assert "tel:112" in pages["se"]
    assert "https://findahelpline.com" in pages["se"]


def test_the_place_is_asked_for_and_never_assumed(pages):
    """The question stands above every list, and says that nothing is kept."""
    assert "<h1>Where are you now?</h1>" in pages["where"]
    assert "not the one you are from" in pages["where-gb"]
    assert "Your choice is not kept" in pages["where"]


def test_pages_need_nothing_from_elsewhere(folder, pages):
    """Style, script and icon lie beside them; everything else is a link."""
    for name, page in pages.items():
        loaded = re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="([^"]+)"', page)
        assert set(loaded) == {"/h/icon.svg", "/h/site.css", "/h/leave.js"}, name
        for address in loaded:
            assert (folder / address.removeprefix("/h/")).is_file()
        assert " style=" not in page
        assert " onclick" not in page


def test_links_that_lead_away_send_no_referrer(pages):
    """The service does not learn where the person came from."""
    for name, page in pages.items():
        for link in re.findall(r"<a [^>]*href=\"https?://[^>]*>", page):
            assert 'rel="noreferrer"' in link, (name, link)


def test_leaving_comes_second_after_the_name(pages):
    """The skip link is first in the body, then the name, then the way out."""
    for name, page in pages.items():
        order = re.findall(r'<a class="([^"]+)"', page)[:3]
        assert order == ["skip", "name", "button leave"], name


def test_titles_tell_pages_apart_and_tell_a_stranger_nothing(pages):
    """Each is its own, and none holds a word that reveals."""
    from afterword.look.discretion import revealing

    titles = {
        name: re.search(r"<title>(.*?)</title>", p)[1] for name, p in pages.items()
    }
    main = {n: t for n, t in titles.items() if not n.startswith("where-")}

    assert len(set(main.values())) == len(main)
    assert not [t for t in main.values() if revealing(t)]


def test_the_products_name_is_nowhere(folder):
    """Not in a page, the style, the script or the icon."""
    for file in folder.iterdir():
        assert b"afterword" not in file.read_bytes().lower(), file.name


@pytest.mark.parametrize("name", ["gb", "us", "where", "private", "index", "et"])
def test_pages_read_at_grade_six(pages, name):
    """Short words and short sentences, for somebody in distress.

    The list of countries is left out: their names are not ours to make shorter.
    """
    listless = re.sub(r"<nav.*?</nav>", "", pages[name], flags=re.DOTALL)
    text = words_of(listless).split("Put together")[0]

    assert grade(text) <= 6.0
    assert longest_sentence(text) <= 25


def test_pages_are_small(folder):
    """A page with all that it loads stays under 50 kB."""
    beside = sum((folder / name).stat().st_size for name in building.BESIDE)

    for page in folder.glob("*.html"):
        assert page.stat().st_size + beside < 50_000, page.name


def test_a_broken_pack_leaves_the_old_pages(tmp_path, monkeypatch):
    """All pages are made before the first is written."""
    building.write_pages(tmp_path, built_on=BUILT_ON)
    before = (tmp_path / "gb.html").read_bytes()

    def broken() -> None:
        raise BrokenSupportError("GB", "broken on purpose")

    monkeypatch.setattr(building, "countries", broken)

    with pytest.raises(BrokenSupportError):
        building.write_pages(tmp_path, built_on=BUILT_ON, name="Alder House")
    assert (tmp_path / "gb.html").read_bytes() == before


def test_no_half_written_page_stays_behind(folder):
    """Each file takes its place at once."""
    assert not list(folder.glob("*.new"))


def test_the_practices_name_can_stand_in_the_title(tmp_path):
    """A page may carry the practice's neutral name, escaped."""
    building.write_pages(tmp_path, built_on=BUILT_ON, name="Alder & <House>")

    page = (tmp_path / "gb.html").read_text()

    assert "<title>Help – United Kingdom – Alder &amp; &lt;House&gt;</title>" in page
