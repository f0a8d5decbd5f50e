"""The packs are counted against the evidence: nothing of it is lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from afterword.support import lines
from afterword.support.lines import Kind, Line

EVIDENCE = yaml.safe_load(Path(__file__).with_name("evidence.yaml").read_text())
TOLD = EVIDENCE["countries"]
LEFT_OUT = {("AM", "2538194"): "an old format that nobody may be able to dial any more"}
"""Lines of medium confidence that are not shown, each with its reason."""
UNSURE = {"ET": "sources disagree about every number"}
"""Countries whose emergency numbers are not shown at all."""


def ways(line: Line) -> set[tuple[str, str]]:
    """Give each way to reach a line, with its kind."""
    dials = [number.dial for number in line.phone]
    dials += [line.text.dial] if line.text else []
    return {(str(line.kind), way) for way in (*dials, line.chat, line.web)}


def told(iso: str) -> set[tuple[str, str]]:
    """Give what the evidence names there."""
    return {(line["kind"], line["reach"]) for line in TOLD[iso]["lines"]}


def test_the_evidence_is_whole():
    """122 countries, 101 lines of high or medium confidence, 66 of less."""
    said = TOLD.values()

    assert len(TOLD) == 122
    assert sum(len(one["lines"]) for one in said) == 101
    assert sum(one["lower"] for one in said) == 66


def test_every_line_of_the_evidence_is_shown_or_left_out_with_a_reason():
    """100 of the 101; each found by its kind and its number."""
    missing = [
        (iso, reach)
        for iso in TOLD
        for kind, reach in told(iso)
        if not any((kind, reach) in ways(line) for line in lines.country(iso).lines)
    ]

    assert missing == list(LEFT_OUT)


@pytest.mark.parametrize("iso", sorted(TOLD))
def test_every_emergency_number_of_the_evidence_is_there(iso):
    """And no other."""
    there = {number.number for number in lines.country(iso).emergency}

    assert there == (set() if iso in UNSURE else set(TOLD[iso]["emergency"]))


def test_what_is_shown_beyond_the_evidence_is_for_people_who_cannot_speak():
    """Relay services and emergency texts have sources of their own."""
    beyond = {
        line.kind
        for iso in TOLD
        for line in lines.country(iso).lines
        if not ways(line) & told(iso)
    }

    assert beyond == {Kind.EMERGENCY_TEXT, Kind.RELAY}


def test_every_line_says_what_it_is_when_in_which_language_and_where_that_was_read():
    """Hours may be unknown, and then the page says that they are."""
    for country in lines.countries():
        for line in country.lines:
            assert line.kind in Kind
            assert line.languages, (country.iso, line.name)
            assert line.seen_in, (country.iso, line.name)
            assert line.seen_in[0].title, (country.iso, line.name)


def test_no_two_lines_of_one_country_share_a_name():
    """A practice names the line that it corrects."""
    for country in lines.countries():
        names = [line.name for line in country.lines]
        assert len(set(names)) == len(names), country.iso
