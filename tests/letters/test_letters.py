"""Letters: kept as data, discreet, easy to read, and the same on paper and as text."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import replace
from datetime import date, time
from types import SimpleNamespace
from typing import Any

import pytest

from afterword.contact.weighing import book
from afterword.desk import fixed_letters
from afterword.letters import drafts
from afterword.letters.conventions import conventions
from afterword.letters.drafts import IDS, PLACEHOLDERS, fill, gaps, read, template
from afterword.letters.errors import LetterDataError
from afterword.letters.letter import (
    address_lines,
    addressed,
    envelope,
    envelope_picture,
    pdf,
    pictures,
    plain_text,
)
from afterword.look.discretion import grade, longest_sentence, revealing, sentences
from tests.letters.a_letter import ADDRESS, body, letter, values

TO_CLIENT = [name for name in IDS if template(name).is_to_client]
HOSTILE = (
    '#read("/etc/passwd")',
    "$x$ *b* _i_ `c` <l> @ref // gone /* gone */",
    '"quotes" \\ backslash \\u{41}',
    "= Heading\n- list\n+ enum\n/ term: x",
    ']#[ #panic() #import "@preview/x:1.0.0": *',
)


def structure(made):
    """Give everything in a PDF that is not a drawing, as text."""
    parts = [made]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


def prose(name):
    """Give the sentences of a letter: no name line, no places, no signature."""
    text = body(name)
    return "\n\n".join(
        text[key] for key in text if key not in {"name", "options", "close"}
    )


@pytest.mark.parametrize("name", IDS)
def test_every_letter_is_kept_and_fits_its_purpose(name):
    """Eleven files; the purpose takes what the letter holds and is never publicity."""
    found = template(name)
    purposes = book().vocabulary.purposes

    assert found.purposes
    for purpose in found.purposes:
        assert found.content in purposes[purpose].content
        assert purposes[purpose].lane not in {"publicity", "relationship", "intimate"}
    for key in found.needed:
        assert key in [block.key for block in found.blocks]
    lane = {purposes[purpose].lane for purpose in found.purposes}
    assert (lane == {"third_party"}) != found.is_to_client


@pytest.mark.parametrize("name", IDS)
def test_a_letter_reads_easily(name):
    """Grade 6 for the person, 8 for others; 15 words on average, 25 at most."""
    text = prose(name)
    found = sentences(text)
    words = [len(re.findall(r"[A-Za-z][A-Za-z0-9'-]*", one)) for one in found]

    assert grade(text) <= (6 if name in TO_CLIENT else 8)
    assert sum(words) / len(words) <= 15
    assert longest_sentence(text) <= 25


@pytest.mark.parametrize("name", IDS)
def test_a_letter_tells_a_stranger_nothing(name):
    """Every word but the numbers for danger could be read by a neighbour."""
    found = template(name)
    text = "\n".join([*(block.heading for block in found.blocks), *body(name).values()])

    assert revealing(text) == ()


@pytest.mark.parametrize(
    ("name", "is_not_so"),
    [
        ("therapist_leaving", "decided about letters and notes"),  # notes end
        ("therapist_leaving", "will leave"),  # it may be read after that day
        ("practice_closing", "With the closing, our work here has ended"),
        ("no_follow_up_confirmed", "last letter"),  # an answer may come, or news
        ("planned_end_client", "Coming back is common"),  # the door may be closed
        ("dropout_close", "door is not shut"),
        ("planned_end_referrer", "Only"),  # a court or a guardian can too
        ("transfer_receiver", "you are the one"),  # they may not have said yes
    ],
)
def test_no_letter_says_what_may_not_be_so(name, is_not_so):
    """Fixed words hold whichever way back is named, and whenever they are read."""
    assert is_not_so not in prose(name)


def test_every_placeholder_is_used_and_none_holds_a_score_or_diagnosis():
    """The list is closed: what is on it is asked for somewhere."""
    used = {
        name
        for each in IDS
        for block in template(each).blocks
        for name in re.findall(r"\{([a-z_]+)\}", block.text)
    }

    assert used == set(PLACEHOLDERS)
    assert not any(re.search(r"score|diagnos|measure|goal", name) for name in used)


def test_what_is_not_known_stays_a_gap_that_is_seen():
    """Nothing is made up: three places, and the way back, are asked for in words."""
    made = fill(template("planned_end_client"), {"name": "Jo"})

    assert made["name"] == "Dear Jo,"
    assert made["options"].count("[a place that can help") == 3
    assert gaps(made["way_back"]) == (f"[{PLACEHOLDERS['return_route']}]",)


def test_a_value_is_never_filled_again():
    """What somebody typed with braces stays as they typed it."""
    made = fill(template("planned_end_client"), values() | {"name": "{practice}"})

    assert made["name"] == "Dear {practice},"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("{name}", "{score}", "nobody can fill"),
        ("key: records", "key: close", "out of order|twice"),
        ("for: [client, guardian]", "for: [client, referrer]", "and for others"),
        ("for: [client, guardian]", "for: [neighbour]", "unknown"),
        ("letter: planned_end_client", "letter: other", "another name"),
        ("  - key: help\n    heading: If you need someone now\n", "", "lacks a block"),
        ("needs: [dates, summary]", "needs: [dates]", "needs no release"),
        ("needs: [dates, summary]\n", "", "needs no release"),
        ("[dates, summary]", "[dates, summary, all]", "what no release names"),
    ],
)
def test_a_broken_file_is_refused(old, new, problem):
    """A template with a hole in it never becomes a letter."""
    file = drafts._FOLDER / "planned_end_client.yaml"
    text = file.read_text(encoding="utf-8").replace(old, new)

    with pytest.raises(LetterDataError, match=problem):
        read("planned_end_client", text)


def test_another_wording_is_another_version():
    """The hash of a template changes with any letter of it."""
    file = drafts._FOLDER / "planned_end_client.yaml"
    text = file.read_text(encoding="utf-8")

    assert read("planned_end_client", text).hash == template("planned_end_client").hash
    changed = read("planned_end_client", text.replace("Thank you", "Thanks"))
    assert changed.hash != template("planned_end_client").hash


@pytest.mark.parametrize("place", ["GB", "US"])
@pytest.mark.parametrize("name", IDS)
def test_every_letter_is_a_tagged_page_that_names_nobody(name, place):
    """PDF/UA-1, its language, a dull title, no author, no day of printing."""
    said = structure(pdf(letter(name, place)))

    assert b"/StructTreeRoot" in said
    assert b"pdfuaid:part>1" in said or b'pdfuaid:part="1"' in said
    assert f"/Lang (en-{place})".encode() in said.replace(b"/Lang(", b"/Lang (")
    assert re.search(rb"/Title ?\(Letter\)", said)
    assert b"/Author" not in said
    assert b"D:19700101000000Z" in said
    size = (b"595.2756", b"841.8898") if place == "GB" else (b"612", b"792")
    assert re.findall(rb"/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+)", said)[0] == size
    heads = b"".join(re.findall(rb"/(?:Title|Subject|Keywords|Creator) ?\(.*?\)", said))
    for word in (b"Jo", b"Example", b"Alder", b"Ruth", b"afterword", b"therap"):
        assert word not in heads


@pytest.mark.parametrize("text", HOSTILE)
def test_what_somebody_typed_is_never_a_template(text):
    """A command is printed as it stands, in each part of a letter."""
    plain = letter()
    hostile = letter(ended=text, options=text, close=text, address=(text[:40],))

    assert pdf(hostile).startswith(b"%PDF")
    assert pictures(hostile) != pictures(plain)
    assert text.splitlines()[0].split()[0].strip('"') in plain_text(hostile)


def test_the_same_letter_is_the_same_bytes():
    """Printed again on another day it is equal; another word makes it another."""
    assert pdf(letter()) == pdf(letter())
    assert pdf(letter()) != pdf(letter(ended="Our work has ended."))


def test_large_print_is_larger_and_longer():
    """18 points; nothing is left out, so it takes more room."""
    small, large = pictures(letter()), pictures(letter(), large=True)

    assert len(large) > len(small)
    assert struct.unpack(">II", large[0][16:24]) == (1191, 1684)


def test_a_long_letter_keeps_its_last_parts_together():
    """Nothing is lost over several pages, and no page holds a name alone."""
    long = "\n\n".join(["Our work together has ended."] * 60)

    assert len(pictures(letter(ended=long))) == 3


def test_a_letter_that_is_handed_over_has_no_address():
    """In the last meeting nobody needs to know where they live."""
    text = plain_text(letter(address=()))

    assert "Alder Way" not in text
    assert pictures(letter(address=())) != pictures(letter())


def test_the_envelope_says_who_it_is_for_and_nothing_else():
    """No logo, no reference; the sender is the neutral name."""
    given = {"address": ADDRESS, "sender": "Alder House", "language": "en-GB"}
    said = structure(envelope(paper="a4", **given))

    assert re.findall(rb"/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+)", said) == [
        (b"623.6221", b"311.81104")
    ]
    assert re.search(rb"/Title ?\(Envelope\)", said)
    assert not re.search(rb"/Subtype ?/Image", said)
    other = given | {"sender": "Elm House"}
    assert envelope_picture(paper="us-letter", **given) != envelope_picture(
        paper="us-letter", **other
    )


@pytest.mark.parametrize("address", ["", " \n ", "\n".join("abcdefgh")])
def test_an_address_fits_a_window_or_is_refused(address):
    """One line at least, seven at most."""
    with pytest.raises(LetterDataError, match="address"):
        address_lines(address)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Jo Park", "Jo Park"),
        ("Jo Park", "Ms. Jo Park"),
        ("Jo Park", "PARK Jo"),
        ("Jo", "Jo"),
        ("", "12 Parkside Road"),
    ],
)
def test_an_address_that_names_them_is_left_as_it_is(name, first):
    """With their title, or the other way round; nothing is added to it."""
    assert addressed(name, f"{first}\nOakland") == (first, "Oakland")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Jo Park", "12 Parkside Road"),
        ("Jo Park", "12 Park Road"),
        ("Jo Park", "Park House"),
        ("Jo Park", "John Park"),
        ("Jo Park", "Jo Parkinson"),
        ("Ann Li", "5 Lincoln Way"),
        ("Jo", "12 Jo Street"),
        ("Jo", "Jo House"),
    ],
)
def test_an_address_without_their_name_gets_it(name, first):
    """A street, a house or somebody else of that name is not their name."""
    assert addressed(name, f"{first}\nOakland") == (name, first, "Oakland")


def test_a_fixed_letter_names_them_above_their_address(monkeypatch):
    """By the name on file, also where the letter greets them by another one."""
    made = []
    monkeypatch.setattr(fixed_letters.paper, "pdf", made.append)
    monkeypatch.setattr(fixed_letters, "help_for", lambda _country, _home: None)
    client: Any = SimpleNamespace(time_zone="Europe/London", places=["GB"])
    home: Any = SimpleNamespace(pk=None, neutral_name="Alder House", country="GB")

    fixed_letters.pdf(
        "practice_closing",
        {"name": "Jo"},
        client,
        home,
        to=addressed("Joanna Park", "12 Park Road\nLeeds"),
    )

    assert made[0].address == ("Joanna Park", "12 Park Road", "Leeds")


def test_plain_text_is_broken_at_its_width():
    """Lines of 72 signs; a narrower one where somebody wants it."""
    wide, narrow = plain_text(letter()), plain_text(letter(), width=40)

    assert max(map(len, wide.splitlines())) <= 72
    assert max(map(len, narrow.splitlines())) <= 40
    assert " ".join(wide.split()) == " ".join(narrow.split())
    assert "\nIf you need someone now\n" in wide
    assert "call 999" in wide
    assert "note.alder.example/help" in wide


def test_dates_times_quotes_and_paper_follow_the_reader():
    """Two Englishes, each in its own order."""
    british, american = conventions("en", "GB-ENG"), conventions("en", "US-CA")
    day, at = date(2027, 3, 1), time(14, 5)

    assert british.day(day) == "Monday 1 March 2027"
    assert american.day(day) == "Monday, March 1, 2027"
    assert (british.hour(at), american.hour(at)) == ("14:05", "2:05 pm")
    assert american.hour(time(0, 30)) == "12:30 am"
    assert (british.paper, american.paper) == ("a4", "us-letter")
    assert (british.tag, american.tag) == ("en-GB", "en-US")
    assert conventions("en", "DE").tag == "en-GB"
    assert british.count(1250) == "1,250"
    said = "It's \"yours\", '27 or not"
    assert british.typographic(said) == "It’s ‘yours’, ’27 or not"
    assert american.typographic(said) == "It’s “yours”, ’27 or not"


def test_a_language_without_letters_is_refused():
    """Nothing is printed half in one language and half in another."""
    with pytest.raises(LetterDataError, match="no letters here yet"):
        conventions("de", "DE")
    with pytest.raises(LetterDataError, match="no letters here yet"):
        template("planned_end_client", "de")
    with pytest.raises(LetterDataError, match="not on the list"):
        template("../card")


def test_paper_is_one_of_two():
    """A sheet nobody has is refused before anything is set."""
    with pytest.raises(LetterDataError, match="paper"):
        pdf(replace(letter(), paper="a5"))
