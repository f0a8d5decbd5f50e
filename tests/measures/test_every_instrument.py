"""Every questionnaire that is shipped: its words, its grounds, its numbers."""

import itertools
import re
from dataclasses import replace
from importlib.resources import files

import pytest
import yaml

from afterword.measures.checking import reachable
from afterword.measures.errors import (
    InstrumentError,
    NotAcceptedError,
    NoWordsError,
    UnknownLicenceError,
)
from afterword.measures.files import files_of_instruments
from afterword.measures.instruments import (
    Instrument,
    Shell,
    instrument,
    instruments,
    read,
    shell,
    showable,
)
from afterword.measures.licences import licence, licences
from afterword.measures.parts import Adding, Tier
from afterword.measures.reading import checksum_of, wording_hash
from afterword.measures.scoring import score

FOLDER = files("afterword") / "packs" / "instruments"
ACCEPTED = frozenset(one.sha256 for one in licences())
EVERY = instruments()
WITH_WORDS = showable(ACCEPTED)
BY_TIER = {
    Tier.OPEN: "audit_c cesd gad2 gad7 goals k10 k6 pcl5 phq2 phq4 phq8 phq9",
    Tier.ACCEPT: "audit core10 core_om dass21 rses swls who5",
    Tier.SHELL: "epds isi oasis ors qids_sr16 swemwbs ucla3 wemwbs wsas",
}
DEATH = re.compile(r"\b(dead|die|suicid|end my life|hurting (my|your)self|hurt myself)")


def plain(name):
    return yaml.safe_load(files_of_instruments()[name].text())


@pytest.mark.parametrize("tier", list(Tier))
def test_what_may_be_shown_is_exactly_this(tier):
    """A questionnaire that changes its tier is noticed here."""
    assert [n for n in EVERY if shell(n).tier is tier] == BY_TIER[tier].split()


def test_without_acceptance_only_the_open_ones_can_be_shown():
    """Off until accepted: the words of a licence pack do not come out."""
    assert list(showable()) == BY_TIER[Tier.OPEN].split()
    for name in BY_TIER[Tier.ACCEPT].split():
        with pytest.raises(NotAcceptedError, match="not accepted"):
            instrument(name)
        assert instrument(name, accepted=ACCEPTED).items


@pytest.mark.parametrize("terms", licences(), ids=lambda one: one.id)
def test_one_acceptance_opens_its_own_pack_and_no_other(terms):
    """And the hash of other terms, or of nothing, opens none."""
    opened = set(showable({terms.sha256})) - set(showable())

    assert opened == set(terms.instruments)
    assert showable({terms.sha256[:-1], "", terms.id, terms.text}) == showable()


@pytest.mark.parametrize("terms", licences(), ids=lambda one: one.id)
def test_terms_can_be_read_before_they_are_accepted(terms):
    """Notice and terms in one text, with short lines, holder, address and grounds."""
    folder = FOLDER / "licensed" / terms.id

    assert (folder / "NOTICE").read_text(encoding="utf-8").strip() in terms.text
    assert (folder / "LICENSE").read_text(encoding="utf-8").strip() in terms.text
    assert terms.instruments
    assert terms.terms
    assert terms.holder
    assert terms.url.startswith("http")
    assert any(e.grade != "memory" for e in terms.evidence)
    for name in terms.instruments:
        one = shell(name)
        assert one.name in terms.text or one.title in terms.text


def test_unknown_terms_are_an_error_that_names_what_there_is():
    """A slip of the pen changes nothing."""
    with pytest.raises(UnknownLicenceError) as caught:
        licence("core")

    assert "core_system" in caught.value.for_people


@pytest.mark.parametrize("name", BY_TIER[Tier.SHELL].split())
def test_a_shell_is_scored_and_never_shown(name):
    """It has no words, not in its file and not as a value; numbers give a score."""
    one = shell(name)
    middle = [q.values[len(q.values) // 2] for q in one.questions]

    assert not isinstance(one, Instrument)
    assert not hasattr(one, "items")
    assert {key for item in plain(name)["items"] for key in item} <= {"id", "values"}
    assert "stem" not in plain(name)
    assert score(one, middle).total is not None
    with pytest.raises(NoWordsError) as caught:
        instrument(name, accepted=ACCEPTED)
    assert "enter the numbers" in caught.value.for_people


@pytest.mark.parametrize("name", EVERY)
def test_numbers_alone_never_carry_words(name):
    """What ``shell`` gives has nothing that a client could be shown."""
    one = shell(name)

    assert type(one) is Shell
    assert not {"items", "stem", "answers"} & vars(one).keys()


@pytest.mark.parametrize("name", EVERY)
def test_every_claim_says_where_it_was_read(name):
    """Licence, wording, bands, cut-offs, change: each with source, grade and day."""
    one = shell(name)
    applied = [c.evidence for c in one.cutoffs]
    rules = (one.missing, one.reliability, one.threshold)
    applied += [rule.evidence for rule in rules if rule]
    applied += [one.bands_evidence] if one.bands_evidence else []

    assert one.notice
    assert one.reference
    assert all(e.says and e.source and e.grade != "memory" for e in one.licence)
    assert all(e.source and e.grade in {"primary", "secondary"} for e in applied)
    assert bool(one.bands or any(s.bands for s in one.subscales)) == bool(
        one.bands_evidence
    )


@pytest.mark.parametrize("name", BY_TIER[Tier.OPEN].split())
def test_every_open_questionnaire_stands_in_the_notice(name):
    """By its name, but for our own goals, which the notice calls ours."""
    notice = (FOLDER / "NOTICE").read_text(encoding="utf-8")

    assert (f"{name}.yaml" if name == "goals" else shell(name).name) in notice


@pytest.mark.parametrize("name", WITH_WORDS)
def test_every_word_that_a_client_reads_is_under_the_checksum(name):
    """Each question, each answer and the stem: another word gives another checksum."""
    one = instrument(name, accepted=ACCEPTED)

    def checksum(**other):
        words = ("stem", "items", "answers", "own_answers")
        return wording_hash(*(other.get(w, getattr(one, w)) for w in words))

    def changed(row):
        for n, each in enumerate(row):
            yield (*row[:n], replace(each, text=f"{each.text} "), *row[n + 1 :])

    others = [checksum(stem=f"{one.stem} ")]
    others += [checksum(items=items) for items in changed(one.items)]
    others += [checksum(answers=answers) for answers in changed(one.answers)]
    others += [
        checksum(own_answers={**one.own_answers, item: answers})
        for item, own in one.own_answers.items()
        for answers in changed(own)
    ]
    assert checksum() == one.items_hash == plain(name)["wording"]["sha256"]
    assert checksum_of(str(files_of_instruments()[name].at)) == one.items_hash
    assert one.items_hash not in others
    assert len(set(others)) == len(others) > len(one.items)


@pytest.mark.parametrize("name", WITH_WORDS)
def test_two_questions_changed_round_are_refused(name):
    """The order belongs to the wording, and a file that changes it is not used."""
    file = files_of_instruments()[name]
    words = plain(name)
    words["items"][:2] = words["items"][1::-1]

    with pytest.raises(InstrumentError, match="wording was changed"):
        read(yaml.safe_dump(words), f"{name}.yaml", licence_pack=file.licence_pack)


def test_the_lowest_answer_of_the_phq_and_the_gad_is_not_at_all():
    """Many copies print "not at all sure"; that is wrong."""
    for name in ("phq9", "phq8", "phq4", "phq2", "gad7", "gad2"):
        assert [a.text for a in instrument(name).answers] == [
            "Not at all",
            "Several days",
            "More than half the days",
            "Nearly every day",
        ]


def test_the_forms_of_one_family_ask_in_the_same_words():
    """PHQ-8 is PHQ-9 without its last question; the halves are halves."""
    phq9, gad7 = instrument("phq9"), instrument("gad7")

    assert instrument("phq8").items == phq9.items[:8]
    assert instrument("phq2").items == phq9.items[:2]
    assert instrument("gad2").items == gad7.items[:2]


@pytest.mark.parametrize("name", WITH_WORDS)
def test_whatever_asks_about_death_or_self_harm_is_a_risk_item(name):
    """No such question is read as one among others."""
    one = instrument(name, accepted=ACCEPTED)
    asking = {i.id for i in one.items if DEATH.search(i.text.lower())}

    assert asking <= set(one.risk_items)
    assert bool(one.risk_items) == bool(one.risk_note)


def test_the_search_for_such_questions_finds_those_that_are_known():
    """So that finding nothing elsewhere means something."""
    found = {
        name: [
            n for n, i in enumerate(one.items, start=1) if DEATH.search(i.text.lower())
        ]
        for name in WITH_WORDS
        for one in [instrument(name, accepted=ACCEPTED)]
    }

    assert {name: n for name, n in found.items() if n} == {
        "core10": [6],
        "core_om": [9, 16, 24, 34],
        "phq9": [9],
    }


def test_risk_items_are_exactly_these():
    """Those that a page must not ask unless somebody reads the answers."""
    assert {n: shell(n).risk_items for n in EVERY if shell(n).risk_items} == {
        "core10": ("plans",),
        "core_om": ("q6", "q9", "q16", "q22", "q24", "q34"),
        "epds": ("q10",),
        "phq9": ("harm",),
        "qids_sr16": ("q12",),
    }


def test_codes_that_were_not_seen_are_left_out():
    """Public code mixes these up; a code that is wrong is worse than none."""
    gad7, codes = shell("gad7").loinc, [shell(n).loinc for n in EVERY]

    assert gad7.items["irritable"] == "69689-8"
    assert gad7.items["afraid"] == "69736-7"
    assert gad7.total == "70274-6"
    assert [n for n in EVERY if shell(n).loinc.total == "70274-6"] == ["gad7"]
    assert not any({"73831-0", "70273-5", "70221-7"} & set(vars(c)) for c in codes)
    assert shell("phq8").loinc.total == shell("pcl5").loinc.total == ""
    assert shell("phq9").loinc.items["harm"] == "44260-8"


@pytest.mark.parametrize("name", EVERY)
def test_the_lowest_and_the_highest_form_reach_the_ends_of_the_range(name):
    """In every numbering, turned questions included."""
    for variant in ["", *(v.id for v in shell(name).variants)]:
        one = shell(name, variant=variant)
        ends = []
        for pick in (min, max):
            other = max if pick is min else min
            answers = [(other if q.reverse else pick)(q.values) for q in one.questions]
            found = score(one, answers)
            assert found.complete
            ends.append([found.total, *found.subscales.values()])
        if one.adding is Adding.NONE:
            assert ends[0][0] is None
        else:
            assert [end[0] for end in ends] == [one.range.low, one.range.high]
        for n, scale in enumerate(one.subscales, start=1):
            assert [end[n] for end in ends] == [scale.range.low, scale.range.high]
            assert reachable(one, scale.items) == scale.range


@pytest.mark.parametrize("name", EVERY)
def test_every_whole_score_lies_in_one_band_or_none_has_bands(name):
    """No hole between bands, and none overlap."""
    one = shell(name)
    for scale in [None, *one.subscales]:
        bands = one.bands if scale is None else scale.bands
        of = one.range if scale is None else scale.range
        for total in range(int(of.low), int(of.high) + 1) if bands else ():
            assert sum(total in band.range for band in bands) == 1
        edges = [(b.range.low, b.range.high) for b in bands]
        assert all(high + 1 == low for (_, high), (low, _) in itertools.pairwise(edges))
