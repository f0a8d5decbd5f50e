"""What the help pages may say, and the traps that crisis numbers set."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from datetime import date

import phonenumbers
import pytest
from phonenumbers import shortnumberinfo

from afterword.support import lines
from afterword.support.errors import BrokenSupportError, NoSuchCountryError
from afterword.support.lines import Kind, Line

COUNTRIES = lines.countries()
SHARED = {"116123", "116111", "988", "112"}
"""Numbers that are the same service, or the same idea, in more than one country."""
OWN_SHORT_CODES = {"106", "143", "147"}
"""Short codes that two countries each use for a line of their own."""
RETIRED = {one.dial for one in lines.retired()}


def dialled(line: Line) -> tuple[str, ...]:
    """Give everything that a link of this line dials."""
    return line.dials


def every_line() -> list[tuple[str, Line]]:
    return [(country.iso, line) for country in COUNTRIES for line in country.lines]


def test_every_country_of_the_evidence_has_a_file():
    """All 122 are there, each under its two capital letters."""
    isos = lines.isos()

    assert len(isos) == 122
    assert all(re.fullmatch(r"[A-Z]{2}", iso) for iso in isos)


def test_norway_is_a_country_and_not_false():
    """YAML 1.1 reads a bare NO as false; ours is quoted, and so is its language."""
    norway = lines.country("NO")

    assert norway.iso == "NO"
    assert {"no"} == {x for line in norway.lines for x in line.languages}


def test_a_language_read_as_false_is_refused():
    """The loader says so, and does not show a line in the language False."""
    said = {
        "iso": "NO",
        "country": "Norway",
        "emergency": [],
        "dataset": "none",
        "compiled_on": date(2026, 11, 23),
        "lines": [
            {
                "name": "A line",
                "kind": "crisis",
                "web": "https://line.example",
                "languages": [False],
                "confidence": "high",
                "sources": [],
            }
        ],
    }

    with pytest.raises(BrokenSupportError, match="not quoted"):
        lines.read("NO", said, {})


@pytest.mark.parametrize("dial", ["+44116123", "116 123", "988 then 1", "", "*0767"])
def test_what_cannot_be_dialled_there_is_refused(dial):
    """A short code with a country prefix is no number; spaces and stars are none."""
    said = {
        "iso": "GB",
        "country": "United Kingdom",
        "emergency": [{"number": dial, "dial": dial, "in_dataset": True}],
        "dataset": "none",
        "compiled_on": date(2026, 11, 23),
        "lines": [],
    }

    with pytest.raises(BrokenSupportError, match="as dialled there"):
        lines.read("GB", said, {})


def test_short_codes_stay_as_people_dial_them():
    """Samaritans, 3114, 109, 188, 988 and 14416 carry no country prefix."""
    expected = {"GB": "116123", "FR": "3114", "KR": "109", "BR": "188", "US": "988"}

    for iso, dial in {**expected, "IN": "14416"}.items():
        assert dial in {d for x in lines.country(iso).lines for d in dialled(x)}


def test_no_number_repeats_itself():
    """A scrape glued numbers together: 003 717 717 003 717 for 717 003 717."""
    spain = lines.country("ES")

    assert "717003717" in {dial for line in spain.lines for dial in dialled(line)}
    for _iso, line in every_line():
        for dial in dialled(line):
            half = len(dial) // 2
            assert half < 4 or dial[:half] != dial[half:], line.name


def test_no_number_stands_under_two_countries():
    """Serbian lines once stood under Samoa. Shared numbers are listed by name."""
    where = defaultdict(set)
    for iso, line in every_line():
        for dial in dialled(line):
            where[dial].add(iso)

    twice = {dial for dial, isos in where.items() if len(isos) > 1}

    assert twice <= SHARED | OWN_SHORT_CODES


def test_988_is_a_line_in_two_countries_alone():
    """It exists in the United States and in Canada."""
    found = {iso for iso, line in every_line() if "988" in dialled(line)}

    assert found == {"US", "CA"}


@pytest.mark.parametrize("retired", sorted(RETIRED))
def test_retired_numbers_are_not_shown(retired):
    """Old numbers still go round. None of them is on a page."""
    shown = {dial for _iso, line in every_line() for dial in dialled(line)}

    assert retired not in shown


def test_the_withdrawn_option_of_988_is_not_shown():
    """Press 3 ended in July 2025."""
    pressed = {n.then for x in lines.country("US").lines for n in x.phone}

    assert pressed == {"", "1"}


def test_sri_lankas_counselling_line_is_no_emergency_number():
    """A list gave 1333 as the number to call in danger."""
    assert "1333" not in {e.dial for e in lines.country("LK").emergency}


def test_every_emergency_number_says_what_the_dataset_says():
    """What is recorded is what the phonenumbers package answers today."""
    for country in COUNTRIES:
        for number in country.emergency:
            known = shortnumberinfo.is_emergency_number(number.dial, country.iso)
            assert number.in_dataset is known, (country.iso, number.dial)
        assert country.dataset == f"phonenumbers {phonenumbers.__version__}"


def test_a_number_that_the_dataset_knows_comes_first():
    """In Armenia 112 is named by lists alone, so 103 is the one to call."""
    armenia = lines.country("AM")

    assert armenia.first is not None
    assert armenia.first.dial == "103"
    assert {e.dial for e in armenia.unsure} == {"112", "911"}


def test_where_nobody_is_sure_no_number_is_put_first():
    """Sources disagree about Ethiopia and Uzbekistan; the page says so."""
    unsure = {country.iso for country in COUNTRIES if country.first is None}

    assert unsure == {"ET", "UZ"}
    assert lines.country("ET").emergency == ()


def test_only_lines_of_high_or_medium_confidence_are_shown():
    """A line that rests on memory alone cannot reach a page."""
    said = {
        "iso": "SE",
        "country": "Sweden",
        "emergency": [],
        "dataset": "none",
        "compiled_on": date(2026, 11, 23),
        "lines": [
            {
                "name": f"A {confidence} line",
                "kind": "crisis",
                "web": "https://line.example",
                "confidence": confidence,
                "sources": [],
            }
            for confidence in ("low", "unconfirmed", "medium")
        ],
    }

    shown = lines.read("SE", said, {})

    assert [line.name for line in shown.lines] == ["A medium line"]


def test_every_line_names_a_source_that_somebody_saw():
    """Memory and a language model's list may back a source, never be the only one."""
    for iso, line in every_line():
        assert line.seen_in, (iso, line.name)


def test_a_text_line_and_a_relay_are_among_the_first_three():
    """Nobody has to speak to find help, where such a line is known."""
    for country in COUNTRIES:
        first = country.lines[:3]
        plain = [x for x in country.lines if x.kind is not Kind.EMERGENCY_TEXT]
        if any(line.text for line in plain):
            assert any(line.text for line in first), country.iso
        if any(line.kind is Kind.RELAY for line in country.lines):
            assert any(line.kind is Kind.RELAY for line in first), country.iso


def test_numbers_can_be_read_without_django():
    """The loader is useful alone, and starts fast."""
    asked = "import sys; from afterword.support import lines; lines.country('GB'); "
    answer = subprocess.run(
        [sys.executable, "-c", f"{asked}print('django' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stdout.strip() == "False"


@pytest.mark.parametrize("iso", ["", "gb", "../x", "GBR", "ZZ", "N/", "__"])
def test_an_unknown_country_is_an_error_in_words(iso):
    """No name leads out of the folder, and none is guessed."""
    with pytest.raises(NoSuchCountryError) as error:
        lines.country(iso)

    assert "international page" in error.value.for_people
