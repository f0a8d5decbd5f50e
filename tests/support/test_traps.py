"""The traps that crisis numbers set, A to L: each has its tests, by name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from afterword.support import lines
from afterword.support.lines import Kind
from afterword.support.words import KINDS

HERE = Path(__file__).parent
TRAPS = {
    "A a short code is never forced into an international number": (
        "test_lines.py::test_what_cannot_be_dialled_there_is_refused",
        "test_lines.py::test_short_codes_stay_as_people_dial_them",
        "test_building.py::test_links_dial_digits_and_carry_no_message",
    ),
    "B a scrape swallows prefixes or glues numbers together": (
        "test_lines.py::test_no_number_repeats_itself",
        "test_traps.py::test_a_number_keeps_its_first_digits",
    ),
    "C a number stands under the wrong country": (
        "test_lines.py::test_no_number_stands_under_two_countries",
        "test_lines.py::test_sri_lankas_counselling_line_is_no_emergency_number",
        "test_traps.py::test_serbian_lines_are_not_in_samoa",
    ),
    "D a retired number still goes round": (
        "test_lines.py::test_retired_numbers_are_not_shown",
        "test_lines.py::test_the_withdrawn_option_of_988_is_not_shown",
        "test_helping.py::test_a_practice_cannot_bring_back_a_retired_number",
    ),
    "E one number is another service in another country": (
        "test_lines.py::test_988_is_a_line_in_two_countries_alone",
        "test_building.py::test_a_number_never_stands_without_its_country",
        "test_traps.py::test_113_and_110_mean_what_they_mean_there",
        "test_helping.py::test_988_cannot_be_added_where_it_is_no_line",
    ),
    "F a short code works only inside its country, so the place is asked": (
        "test_building.py::test_the_place_is_asked_for_and_never_assumed",
        "test_serving.py::test_nobody_writes_down_who_came",
        "test_serving.py::test_asking_where_somebody_is_leaves_no_trace",
    ),
    "G a text line needs its word": (
        "test_building.py::test_the_word_to_text_is_said_in_words",
        "test_traps.py::test_a_text_line_with_a_word_says_it",
    ),
    "H what a line is for decides its words": (
        "test_building.py::test_what_a_line_is_for_decides_its_words",
        (
            "test_building.py"
            "::test_every_page_says_who_runs_the_lines_and_that_nobody_is_told"
        ),
        "test_traps.py::test_every_kind_has_words_of_its_own",
    ),
    "I a number that works in a part of the country is not put first": (
        "test_lines.py::test_a_number_that_the_dataset_knows_comes_first",
        "test_lines.py::test_every_emergency_number_says_what_the_dataset_says",
    ),
    "J who cannot hear or speak calls another number": (
        "test_lines.py::test_a_text_line_and_a_relay_are_among_the_first_three",
        (
            "test_traps.py"
            "::test_emergency_help_without_a_voice_is_there_where_it_is_known"
        ),
    ),
    "K help needs no login, script, cookie or database": (
        "test_serving.py::test_help_answers_while_the_application_is_broken",
        "test_building.py::test_pages_need_nothing_from_elsewhere",
        "test_building.py::test_links_that_lead_away_send_no_referrer",
        "test_building.py::test_leaving_comes_second_after_the_name",
    ),
    "L an unquoted NO is read as false": (
        "test_lines.py::test_norway_is_a_country_and_not_false",
        "test_lines.py::test_a_language_read_as_false_is_refused",
    ),
}


@pytest.mark.parametrize("trap", sorted(TRAPS))
def test_each_trap_has_its_tests(trap):
    """A test that is renamed or taken out is missed here."""
    for name in TRAPS[trap]:
        file, _, function = name.partition("::")
        tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
        there = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
        assert function in there, name


def test_every_trap_of_the_evidence_is_in_the_table():
    """A to L."""
    assert [trap[0] for trap in sorted(TRAPS)] == list("ABCDEFGHIJKL")


def dials(iso: str) -> set[str]:
    """Give every number that a page of this country links to."""
    country = lines.country(iso)
    found = {number.dial for line in country.lines for number in line.phone}
    found |= {line.text.dial for line in country.lines if line.text}
    return found | {number.dial for number in country.emergency}


def test_a_number_keeps_its_first_digits():
    """717 003 717 was scraped as 003 717; 0800 1110111 as 1110111."""
    assert "003717" not in dials("ES")
    assert "08001110111" in dials("DE")
    assert "1110111" not in dials("DE")


def test_serbian_lines_are_not_in_samoa():
    """A list had them there. Samoa has no file, so nobody is led to Novi Sad."""
    assert "RS" in lines.isos()
    assert "WS" not in lines.isos()


def test_113_and_110_mean_what_they_mean_there():
    """A line for suicide in the Netherlands; ambulance in Norway, police in Germany."""
    netherlands = {
        number.dial: line.kind
        for line in lines.country("NL").lines
        for number in line.phone
    }

    assert netherlands["113"] is Kind.SUICIDE
    assert "113" in {one.dial for one in lines.country("NO").emergency}
    assert "110" in {one.dial for one in lines.country("DE").emergency}
    assert "110" not in dials("NO")
    assert "113" not in {one.dial for one in lines.country("NL").emergency}


def test_a_text_line_with_a_word_says_it():
    """Without its word a text reaches nobody."""
    words = {
        (iso, line.text.to): line.text.keyword
        for iso in ("GB", "US", "IE")
        for line in lines.country(iso).lines
        if line.text
    }

    assert words["GB", "85258"] == "SHOUT"
    assert words["US", "741741"] == "HOME"
    assert words["IE", "50808"] == "HELLO"


def test_every_kind_has_words_of_its_own():
    """No label is shared, so a line is never called something that it is not."""
    assert set(KINDS) == set(Kind)
    assert len({str(words) for words in KINDS.values()}) == len(Kind)


def test_emergency_help_without_a_voice_is_there_where_it_is_known():
    """106 in Australia, 999 by registered text in the UK; 114 in France is unsure."""
    found = {
        (iso, dial)
        for iso in ("GB", "AU", "FR")
        for line in lines.country(iso).lines
        if line.kind in {Kind.EMERGENCY_TEXT, Kind.RELAY}
        for dial in [
            *(number.dial for number in line.phone),
            *([line.text.dial] if line.text else []),
        ]
    }

    assert {("GB", "999"), ("AU", "106")} <= found
    assert ("FR", "114") not in found
