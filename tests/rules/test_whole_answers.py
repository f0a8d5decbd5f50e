"""Whole answers: each is the right one, stands in the reference, and reads as English.

The table is `packs/answers.yaml`; `make reference` writes the answers anew.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

import pytest

from afterword.config import reference, reference_answers
from afterword.rules import phrases
from afterword.rules.asking import read_facts
from afterword.rules.combining import Line, Outcome
from afterword.rules.deciding import decide
from afterword.rules.examples import FILE, USUAL_DAY, examples
from afterword.rules.explaining import explain
from afterword.rules.gathering import QUIET_LANES, deciding
from afterword.rules.loading.packs import load_packs
from afterword.rules.loading.reading import read
from afterword.rules.mending import mended

LONGEST = 25
SEVEN = ("california", "ohio", "new_york", "england", "ontario", "australia", "kenya")
ALSO = ("germany", "netherlands", "quebec", "ireland", "new_zealand", "texas")
PEOPLE = [*SEVEN, *ALSO]
FULL_DAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d")
ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
AMERICAN = re.compile(
    r"\b(counsel(or|ing)\w*|behavior\w*|organiz\w*|favor\w*|color\w*|center\w*"
    r"|recogniz\w*|judgment\w*|program|programs)\b",
    re.IGNORECASE,
)


@cache
def book():
    return load_packs()


@cache
def table():
    return examples(book())


@cache
def plain_table():
    return read(FILE.read_bytes(), FILE.name).data


@cache
def page():
    return (reference.FOLDER / "answers.md").read_text(encoding="utf-8")


def lane_of(purpose):
    return book().vocabulary.lane_of(purpose)


def asked(who, known=(), **says):
    """Answer a question of one of the people, in the words of the table."""
    found = plain_table()
    plain = dict(found["people"][who]["facts"])
    for name in known:
        plain |= found["known"][name]["facts"]
    plain |= says
    plain = {name: value for name, value in plain.items() if value is not None}
    facts = read_facts(plain, book().vocabulary, on=USUAL_DAY)
    return decide(facts, book(), on=USUAL_DAY)


def quoted(one):
    """Give what an answer only quotes: reasons of rules, and titles of texts."""
    texts = [finding.rule.because for finding in one.decision.findings]
    return sorted({*texts, *(pack.title for pack in book().packs)}, key=len)[::-1]


def own_sentences(one):
    """Give the sentences that are ours: without what rules say and texts are called."""
    for line in one.lines:
        text = line
        for foreign in quoted(one):
            text = text.replace(foreign, "")
        text = re.sub(r"(Source: [^.]*|; and|[;,]\s)+", " ", text)
        yield from (part for part in re.split(r"(?<=[.?:])\s+", text) if part.strip())


def each(holds):
    """Run a test on those answers of the table for which something holds."""
    found = [one for one in table() if holds(one)]
    return pytest.mark.parametrize("one", found, ids=lambda one: one.title)


EACH = each(lambda _one: True)


@EACH
def test_the_answer_is_the_one_that_the_table_names(one):
    """Whatever its words, the outcome is right."""
    assert one.decision.outcome == one.outcome, one.lines


@EACH
def test_the_whole_answer_stands_in_the_reference(one):
    """After a change: `make reference`, and read the difference."""
    assert reference_answers.entry(one, book().vocabulary) in page()


@EACH
def test_nothing_in_it_is_a_code(one):
    """No fact, no value with an underline, no id of a rule, no day in digits."""
    text = " ".join(one.lines)
    for foreign in quoted(one):
        text = text.replace(foreign, "")
    assert not re.findall(r"\b[a-z]+_[a-z_]+\b", text)
    assert [name for name in book().rules if name in text] == []
    assert not ISO_DAY.search(text)
    assert not re.search(r"\b(is yes|is has|perhaps)\b", text)


@EACH
def test_it_is_calm_and_each_line_is_whole(one):
    """No please, no sorry, no exclamation mark; a capital first and a stop last."""
    for line in one.lines:
        assert not re.search(r"\b(please|sorry)\b|!|  ", line, re.IGNORECASE), line
        assert re.match(r"[A-Z]", line), line
        assert line.endswith((".", "?", ":")), line
        assert ".." not in line.replace("...", ""), line
    assert len(set(one.lines)) == len(one.lines)
    assert one.lines[-1] == phrases.GUIDANCE


@EACH
def test_our_own_sentences_are_short(one):
    """A sentence that a rule or a title does not give has at most 25 words."""
    long = [said for said in own_sentences(one) if len(said.split()) > LONGEST]
    assert long == []


@EACH
def test_no_sentence_is_said_twice(one):
    """Neither a reason nor a condition comes back in other clothes."""
    said = [
        part
        for line in one.lines
        for part in re.split(r"(?<=[.?])\s+", re.sub(r"^[^:]{3,30}: ", "", line))
    ]
    sources = [part for part in said if not part.startswith(("Source:", "It was"))]
    assert sorted({s for s in sources if sources.count(s) > 1}) == []


@EACH
def test_three_lines_say_what_to_do(one):
    """The answer, why with its source, and what comes next stand at the top."""
    first, why, then = one.lines[:3]
    assert first.startswith(
        ("Yes", "No", "You must", "Not before", "Cannot say yet", "Act now",
         "A duty and a bar", "It stays your own decision")
    )  # fmt: skip
    if one.decision.line is not Line.SILENCE and one.outcome != "hold":
        assert "Source:" in why, why
    assert then != phrases.GUIDANCE


@EACH
def test_a_refusal_shows_where_danger_leads_and_nothing_to_meet(one):
    """The one fixed line stands on every refusal, and no conditions."""
    refused = one.decision.outcome is Outcome.REFUSE
    assert (phrases.DANGER in one.lines) is refused
    if refused:
        assert not [line for line in one.lines if line.startswith("How it goes:")]


@each(lambda one: one.explained.provisional)
def test_what_is_provisional_lists_all_that_it_assumes(one):
    """Each assumed fact has its sentence in the answer, and it is no permission."""
    maybe = one.explained.provisional
    text = " ".join(one.lines)
    for name in maybe.assuming:
        usual = book().vocabulary.facts[name].usual
        assert usual in text or phrases.sentence(usual) in text, name
    assert "That is no permission yet." in text


@each(lambda one: one.decision.outcome is Outcome.REQUIRE)
def test_a_duty_has_its_day_and_whose_it_is(one):
    """Waiting cannot silently break the law."""
    assert "has to do it." in one.lines[0]
    if one.decision.line is not Line.SAFETY_DUTY:
        assert FULL_DAY.search(one.lines[0])


def test_the_table_covers_every_lane_outcome_and_line():
    """And everybody whom a reviewer would ask for."""
    assert len(table()) >= 100
    assert {lane_of(one.purpose).name for one in table()} == set(
        book().vocabulary.lanes
    )
    assert {one.decision.outcome for one in table()} == set(Outcome)
    assert {one.decision.line for one in table()} == set(Line)
    people = {entry["who"] for entry in plain_table()["answers"]}
    assert people == set(PEOPLE)
    assert len({one.title for one in table()}) == len(table())


WAYS_ROUND = re.compile(
    r"This holds until|waiting period ends|What would lift it|A ground for this would"
    r"|This stands until|If it goes|After that"
)
QUIET = [
    name for name, p in book().vocabulary.purposes.items() if p.lane in QUIET_LANES
]
CLOSED = [
    name
    for name in book().vocabulary.purposes
    if book().vocabulary.lane_of(name).never_permit
]
LONG_AGO = {"ended_on": "2021-01-04", "last_professional_contact_on": "2021-01-04"}
A_YEAR_AGO = {"ended_on": "2025-11-20", "last_professional_contact_on": "2025-11-20"}


@pytest.mark.parametrize("purpose", QUIET)
@pytest.mark.parametrize("who", PEOPLE)
def test_in_the_social_and_intimate_lanes_no_day_opens_and_no_way_leads_round(
    who, purpose
):
    """Whoever starts, however long ago it ended, with a stop or without."""
    for initiator, when, stop in product(
        ("client", "therapist", None), ({}, LONG_AGO, A_YEAR_AGO), ("no", "yes")
    ):
        says = {"purpose": purpose, "initiator": initiator, "no_contact": stop, **when}
        lines = explain(asked(who, ("record",), **says), general=True).sentences
        assert not [line for line in lines if FULL_DAY.search(line)], lines
        assert not [line for line in lines if WAYS_ROUND.search(line)], lines


@each(lambda one: lane_of(one.purpose).name in QUIET_LANES)
def test_in_the_table_too_only_a_talk_that_was_had_has_a_day(one):
    """In the social and intimate lanes a settlement may say until when it holds."""
    dated = [line for line in one.lines if FULL_DAY.search(line)]
    assert all(re.search(r"(talked over|The talk) with", s) for s in dated)
    assert not [line for line in one.lines if WAYS_ROUND.search(line)]


@pytest.mark.parametrize("purpose", CLOSED)
@pytest.mark.parametrize("who", PEOPLE)
def test_nothing_is_permitted_in_the_social_intimate_and_publicity_lanes(who, purpose):
    """Not with everything in order, nor when all is as usual."""
    for known in ((), ("record",), ("record", "message", "agreed")):
        for initiator in ("client", "organisation", "therapist"):
            told = explain(
                asked(who, known, purpose=purpose, initiator=initiator), general=True
            )
            assert not told.decision.releases
            maybe = told.provisional
            assert maybe is None or not maybe.outcome.releases


@pytest.mark.parametrize("purpose", ["wellbeing_check", "outcome_measure"])
@pytest.mark.parametrize("who", PEOPLE)
def test_a_check_in_that_was_agreed_is_a_yes_without_a_question(who, purpose):
    """Wherever one is, a full ledger leaves nothing to ask."""
    told = explain(asked(who, ("record", "message", "agreed"), purpose=purpose))
    assert told.decision.outcome is Outcome.PERMIT, told.sentences
    assert told.missing == ()
    assert len(told.sentences[0]) < 200


@pytest.mark.parametrize("who", PEOPLE)
def test_asking_in_general_takes_at_most_five_questions(who):
    """Whatever it is about, and each has a question mark."""
    for purpose in book().vocabulary.purposes:
        told = explain(asked(who, purpose=purpose), general=True)
        assert len(told.missing) <= 5, purpose
        assert all(question.question.endswith("?") for question in told.missing)
        assert " ".join(told.sentences).count("?") <= 7, told.sentences


@pytest.mark.parametrize("who", PEOPLE)
def test_a_caution_never_opens_what_is_closed_without_it(who):
    """An open complaint or a hard ending turns no refusal into a talk."""
    cautions = (
        {"complaint_open": "yes"}, {"litigation_open": "yes"}, {"dependent": "yes"},
        {"ending_kind": "boundary_or_safety"}, {"attempts_made": "2"},
        {"under_investigation": "yes"}, {"practising": "no"}, {"risk_level": "serious"},
    )  # fmt: skip
    order = [Outcome.REFUSE, Outcome.HOLD, Outcome.CONSULT]
    for purpose in book().vocabulary.purposes:
        known = ("record", "message")
        plain = asked(who, known, purpose=purpose)
        if plain.outcome is not Outcome.REFUSE or lane_of(purpose).name == "safety":
            continue
        for caution in cautions:
            then = asked(who, known, purpose=purpose, **caution)
            assert order.index(then.outcome) == 0, (purpose, caution)


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_mended_is_the_act_and_nothing_that_is_the_clients(who):
    """How it goes and what it says may change; consent, stops and the record not."""
    facts = book().vocabulary.facts
    spoilt = {"via": "third_party", "promotional": "yes", "no_contact": "no"}
    for purpose in book().vocabulary.purposes:
        for more in ({}, {"consent_state": "none"}, {"no_contact": "yes"}):
            says = spoilt | more | {"purpose": purpose}
            better = mended(asked(who, ("record", "message", "agreed"), **says))
            if better is None:
                continue
            assert lane_of(purpose).name not in QUIET_LANES
            for name in better.changes:
                assert facts[name].who in {"request", "computed"}, name
                assert facts[name].group in {"act", "process", "safe_contact"}, name
            assert more != {"no_contact": "yes"}, purpose


def test_what_the_client_decides_is_never_offered_as_a_change():
    """Not the way that they agreed to, nor an address that they stopped."""
    known = ("record", "message", "agreed")
    for says in ({"channel_agreed": "no"}, {"address_stopped": "yes"}):
        refused = asked("england", known, purpose="wellbeing_check", **says)
        assert refused.outcome is Outcome.REFUSE
        assert mended(refused) is None


HOUSE = """
pack: example
title: Example Board
binds: {places: [XX]}
rank: regulator
source: {url: "https://board.example", read_on: 2026-11-23, grade: primary}
rules:
  - id: example.s1
    effect: forbid
    kind: channel
    when: {purpose: [gift, billing], channel: letter, via: third_party}
    because: Nothing goes through somebody else.
"""


@pytest.mark.parametrize(("purpose", "offered"), [("gift", False), ("billing", True)])
def test_a_change_of_the_act_is_offered_in_no_social_lane(tmp_path, purpose, offered):
    """Even where a bar would be mended by it."""
    (tmp_path / "pack.yaml").write_text(HOUSE)
    more = load_packs(tmp_path, cache=False)
    plain = plain_table()["known"]["record"]["facts"] | {
        "purpose": purpose, "channel": "letter", "via": "third_party",
        "initiator": "client", "recipient": "client", "promotional": "no",
        "content_class": "neutral", "discreet": "yes", "minimal_content": "yes",
        "address_shared": "no", "house_policies": [], "professions": ["counsellor"],
        "therapist_places": ["XX"], "client_places": ["XX"], "registers": [],
        "memberships": [],
    }  # fmt: skip
    facts = read_facts(plain, more.vocabulary, on=USUAL_DAY)
    refused = decide(facts, more, on=USUAL_DAY)
    assert refused.outcome is Outcome.REFUSE
    assert (mended(refused) is not None) is offered


@pytest.mark.parametrize("who", PEOPLE)
def test_in_danger_nobody_is_asked_how_it_would_go(who):
    """Only what could turn it into an order, or into a ground, is asked."""
    for says in ({}, {"risk_level": "serious"}, {"risk_imminence": "imminent"}):
        told = explain(asked(who, purpose="duty_to_protect", **says), general=True)
        names = {question.fact for question in told.missing}
        assert not names & {"channel", "via", "content_class", "recipient"}
        assert told.decision.outcome in {"require", "permit", "consult"}


def test_in_new_york_nobody_is_held_to_the_guidance_of_another_profession():
    """One register holds every profession there; each pack binds its own."""
    told = explain(asked("new_york", purpose="social", initiator="client"))
    titles = [pack.id for pack, _says in told.authorities]
    assert "us_ny_social_work" in titles
    assert not {"us_ny_psychology", "us_ny_mental_health"} & set(titles)


def test_every_sentence_of_the_vocabulary_is_short_plain_and_british():
    """Questions, obligations, warnings, what is assumed, and the baseline's reasons."""
    words = book().vocabulary
    (baseline,) = [pack for pack in book().packs if pack.id == "baseline"]
    said = [
        *(spec.question for spec in words.facts.values()),
        *(phrases.sentence(spec.usual) for spec in words.facts.values() if spec.usual),
        *(one.says for one in words.obligations.values()),
        *(one.says for one in words.together),
        *words.warnings.values(),
    ]
    for text in said:
        assert text.endswith((".", "?")), text
        for part in re.split(r"(?<=[.?;])\s+", text):
            assert len(part.split()) <= LONGEST, text
    for text in (*said, *(rule.because for rule in baseline.rules)):
        assert not AMERICAN.search(text), text
        assert not re.search(r"\bplease\b|!|_", text, re.IGNORECASE), text


def test_what_is_assumed_has_words_and_nothing_else_has():
    """A fact with an ordinary value says what that assumes."""
    for spec in book().vocabulary.facts.values():
        assumed = spec.ordinary is not None or spec.in_general is not None
        assert bool(spec.usual) is assumed, spec.name


def test_what_weighs_most_is_said_first():
    """The client's own stop before the law, what binds before what only measures."""
    stopped = asked(
        "england", ("record", "message", "agreed"),
        purpose="wellbeing_check", no_contact="yes", address_shared="yes",
    )  # fmt: skip
    measured = asked("texas", ("record",), purpose="social", initiator="client")
    unagreed = asked(
        "ireland", ("record", "message", "agreed"),
        purpose="wellbeing_check", consent_state="proposed",
    )  # fmt: skip
    assert deciding(unagreed)[0].rule.pack.rank == "statute"
    assert deciding(stopped)[0].rule.kind == "client_stop"
    assert deciding(measured)[0].rule.pack.id == "us_tx_lpc"
