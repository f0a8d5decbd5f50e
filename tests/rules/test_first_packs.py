"""The first codes and laws: cases hold, evidence is honest, words are plain."""

import re
from datetime import date
from functools import cache

import pytest

from afterword.rules.cases import run_cases
from afterword.rules.loading.packs import PACKS, load_packs

SEEN = ("primary", "secondary")


@cache
def packs():
    return {
        pack.id: pack
        for pack in load_packs().packs
        if pack.file.startswith(("packs/codes/", "packs/law/"))
    }


def rules():
    return [rule for pack in packs().values() for rule in pack.rules]


WRITTEN = (
    "apa_2017",
    "aca_2014",
    "nasw_2021",
    "aamft_2015",
    "bacp_2018",
    "crpo_2024",
    "cpbao_2024",
    "rhpa",
    "phipa",
    "hipaa",
    "us_messaging",
    "gdpr",
    "eprivacy",
    "uk_gdpr",
    "pecr",
    "pipeda",
    "casl",
    "us_ca_43_92",
    "us_ny_9_46",
    "us_al_duty",
)


@pytest.mark.parametrize("pack", WRITTEN)
def test_every_case_holds_and_every_rule_fires_in_one_and_not_in_another(pack):
    """The cases are what a clinician reviews, so they must be true."""
    report = run_cases(packs()[pack], load_packs(), root=PACKS)
    assert report.ran > 0
    assert report.failures == []


@pytest.mark.parametrize("pack", WRITTEN)
def test_every_number_of_years_has_a_case_on_its_last_day_and_the_day_after(pack):
    """A period that is one day off would show."""
    words = (PACKS.parent / packs()[pack].file).with_suffix(".cases.yaml").read_text()
    counted = [r for r in packs()[pack].rules if r.period and r.period.span]
    ends = ("on the last day of", "the day after the")
    assert all(words.count(end) >= len(counted) for end in ends)


def test_a_text_that_was_not_seen_allows_nothing():
    """Recollection, drafts and superseded editions may only make an answer stricter."""
    unseen = [rule for rule in rules() if rule.grade not in SEEN]
    assert unseen
    assert {rule.effect for rule in unseen} <= {"forbid", "consult", "oblige"}


def test_every_rule_names_the_section_that_it_speaks_of():
    """Nobody should have to search a whole code."""
    assert [rule.id for rule in rules() if not rule.cite.strip()] == []


def test_every_seen_rule_says_where_it_was_seen():
    """A grade without an address cannot be checked by anybody."""
    assert [r.id for r in rules() if r.grade in SEEN and not r.url] == []


def test_a_rule_from_recollection_shows_no_address_as_if_it_had_been_read():
    """The address of the pack is where other sections were read."""
    assert [rule.id for rule in rules() if rule.grade == "memory" and rule.url] == []


def test_every_pack_was_read_on_a_day_and_holds_from_a_day():
    """An undated text cannot be looked up again."""
    for pack in packs().values():
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", pack.read_on), pack.id
        assert all(rule.in_force_from > date.min for rule in pack.rules), pack.id


def test_the_reasons_are_short_and_calm():
    """They are shown to people as they stand."""
    for rule in rules():
        assert rule.because.endswith("."), rule.id
        assert "!" not in rule.because, rule.id
        assert len(rule.because) <= 260, rule.id


def test_what_is_left_out_is_said_with_its_reason():
    """No line of a source is dropped in silence."""
    for pack in packs().values():
        for line in pack.not_modelled:
            assert re.search(r"[:;] ?.{8,}", line), f"{pack.id}: {line}"


def test_no_association_or_regulator_allows_what_a_client_has_stopped():
    """Only a statute may go before a stop."""
    weaker = [r for r in rules() if r.pack.rank != "statute"]
    assert all("client_stop" not in (*r.prevails_over, *r.lifts) for r in weaker)


def test_every_duty_that_goes_before_a_stop_is_gentle():
    """Fixed text, the safest address, post first, and a person who lets it go."""
    gentle = {
        "fixed_text",
        "use_safest_address",
        "post_before_electronic",
        "a_person_releases",
    }
    strong = [r for r in rules() if "client_stop" in r.prevails_over]
    assert strong
    assert [r.id for r in strong if not gentle <= set(r.obligations)] == []


def test_only_danger_or_a_named_law_is_a_ground_in_these_packs():
    """That federal law allows treatment data to be used is no leave to write."""
    grounds = {
        rule.id: set(rule.purposes) for rule in rules() if rule.effect == "permit"
    }
    assert grounds
    assert set().union(*grounds.values()) == {
        "duty_to_protect",
        "welfare_concern",
        "disclosure",
    }
