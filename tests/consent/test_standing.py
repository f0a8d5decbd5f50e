"""The fold over a ledger: only the client widens, and a stop is a stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword.consent.entries import SAYS, Entry
from afterword.consent.standing import add, standing
from tests.consent.making import (
    ADDRESS,
    CLINICIAN,
    DIRECTIVE,
    ENDED_ON,
    STAFF,
    STEPS,
    a_line,
    confirmed,
    proposed,
    some_terms,
)

OTHER = UUID(int=40)
SMALL = {"steps": STEPS[:1], "ends_on": ENDED_ON + timedelta(days=40), "count": 2}


def state(*lines: Entry) -> str:
    return standing(lines).directives[DIRECTIVE].state


def test_a_proposal_releases_nothing():
    """What staff propose is not agreed."""
    now = standing([proposed()])

    assert now.directives[DIRECTIVE].state == "proposed"
    assert not now.releasable()


def test_the_client_confirms():
    """A proposal that the client confirms is a directive."""
    assert state(proposed(), confirmed()) == "confirmed"
    assert standing([proposed(), confirmed()]).releasable()


@pytest.mark.parametrize("door", ["link", "one_click", "portal", "told_staff", ""])
def test_a_door_that_does_not_know_the_client_confirms_nothing(door):
    """A link, a header or a staff member's word is no confirmation."""
    assert state(proposed(), confirmed(door=door)) == "proposed"


@pytest.mark.parametrize("kind", ["staff", "machine", "operator"])
def test_nobody_confirms_for_the_client(kind):
    """Whoever is not the client confirms nothing, even on the tablet."""
    assert state(proposed(), confirmed(by_kind=kind, by_id=STAFF)) == "proposed"


def test_a_paper_counts_when_a_second_person_saw_it():
    """One person alone cannot bring a paper; two can, or one with a scan."""
    paper = {"by_kind": "staff", "by_id": STAFF, "door": "paper"}

    assert state(proposed(), confirmed(**paper)) == "proposed"
    assert state(proposed(), confirmed(**paper, attested_by=STAFF)) == "proposed"
    assert state(proposed(), confirmed(**paper, attested_by=OTHER)) == "confirmed"
    assert state(proposed(), confirmed(**paper, scope={"scan": "x"})) == "confirmed"


def test_fourteen_days_are_the_limit():
    """The fourteenth day after the ending is in time, the fifteenth is not."""
    last = confirmed(on=ENDED_ON + timedelta(days=14), given_on=ENDED_ON)
    late = confirmed(on=ENDED_ON + timedelta(days=15), given_on=ENDED_ON)

    assert state(proposed(), last) == "confirmed"
    assert state(proposed(), late) == "proposed"


def test_a_yes_after_the_ending_is_none():
    """The yes itself is not later than the ending."""
    after = ENDED_ON + timedelta(days=1)

    assert state(proposed(), confirmed(on=after, given_on=after)) == "proposed"


def test_a_stop_ends_one_or_all():
    """A directive is withdrawn by its own stop and by the stop of everything."""
    one = a_line("withdrawn", sequence=3, scope={"kind": "directive"})
    every = a_line("withdrawn", sequence=3, directive_id=None)

    assert state(proposed(), confirmed(), one) == "withdrawn"
    assert state(proposed(), confirmed(), every) == "withdrawn"
    assert standing([proposed(), confirmed(), every]).stopped_everything


@pytest.mark.parametrize("door", ["portal", "card", "tablet"])
def test_the_client_starts_again_what_was_agreed(door):
    """What was agreed and stopped can be started again, by the client, unchanged."""
    lines = [proposed(), confirmed(), a_line("withdrawn", sequence=3)]
    before = standing(lines[:2]).releasable()

    after = standing([*lines, a_line("resumed", sequence=4, door=door)])

    assert after.releasable() == before


def test_a_link_stops_and_never_starts():
    """Whoever holds a link may stop, and nothing else."""
    lines = [proposed(), confirmed(), a_line("paused", sequence=3, door="link")]

    assert state(*lines) == "paused"
    assert state(*lines, a_line("resumed", sequence=4, door="link")) == "paused"


def test_what_was_never_confirmed_is_not_started_again():
    """A stop of a proposal cannot be turned into a yes by starting again."""
    lines = [proposed(), a_line("withdrawn", sequence=2)]

    assert state(*lines, a_line("resumed", sequence=3)) == "withdrawn"


def test_no_contact_bars_and_the_clients_own_act_opens_one():
    """Nobody here may start; what the client asks for afterwards is open."""
    lines = [proposed(), confirmed(), a_line("no_contact", sequence=3)]
    wrote = a_line(
        "contact_reopened", sequence=4, door="email", scope={"occasion": "inbound:1"}
    )
    now = standing([*lines, wrote])

    assert now.bars(None)
    assert now.bars(DIRECTIVE)
    assert not now.bars(None, "inbound:1")
    assert now.bars(None, "inbound:2")
    assert not now.releasable()


def test_a_second_stop_closes_what_was_opened():
    """A stop after the client wrote holds for that answer too."""
    lines = [
        a_line("no_contact"),
        a_line("contact_reopened", sequence=2, scope={"occasion": "inbound:1"}),
        a_line("no_replies", sequence=3),
    ]
    now = standing(lines)

    assert now.bars(None, "inbound:1")
    assert now.no_replies


def test_no_replies_means_no_first_word_either():
    """Not even an answer: then nobody writes first."""
    assert standing([a_line("no_replies")]).no_contact


def test_what_ran_out_has_lapsed():
    """After its last day a directive is not confirmed any more."""
    found = standing([proposed(), confirmed()]).directives[DIRECTIVE]

    assert found.on(found.terms.ends_on) == "confirmed"
    assert found.on(found.terms.ends_on + timedelta(days=1)) == "lapsed"


WIDER = (
    {},
    {"channel": "sms"},
    {"contact_point": OTHER},
    {"grantee": OTHER},
    {"purposes": ("outcome_measure", "wellbeing_check")},
    {"count": 3},
    {"ends_on": ENDED_ON + timedelta(days=90)},
    {"steps": STEPS[:2], "count": 2, "ends_on": ENDED_ON + timedelta(days=120)},
    {"language": "es"},
    {"count": 1},
    {"steps": (replace(STEPS[0], after_days=1),)},
    {"steps": (replace(STEPS[0], after_days=9),)},
)
any_line = st.builds(
    a_line,
    st.sampled_from(sorted(SAYS)),
    by_kind=st.sampled_from(["client", "staff", "machine", "operator"]),
    by_id=st.sampled_from([STAFF, CLINICIAN]),
    door=st.sampled_from(
        ["tablet", "card", "portal", "link", "one_click", "paper", "told_staff", ""]
    ),
    directive_id=st.sampled_from([DIRECTIVE, OTHER, None]),
    attested_by=st.sampled_from([None, STAFF, CLINICIAN]),
    terms=st.sampled_from([some_terms(**(SMALL | w)).to_json() for w in WIDER]),
    scope=st.sampled_from([{}, {"scan": "x"}, {"occasion": "inbound:1"}]),
    on=st.integers(-3, 60).map(lambda n: ENDED_ON + timedelta(days=n)),
    given_on=st.sampled_from([None, ENDED_ON, ENDED_ON + timedelta(days=1)]),
    ended_on=st.sampled_from([None, ENDED_ON]),
)


def begun() -> list[Entry]:
    """Give a directive that is proposed and one that is confirmed."""
    terms = some_terms(**SMALL).to_json()
    return [
        proposed(terms=terms),
        confirmed(),
        proposed(terms=terms, directive_id=OTHER, sequence=3),
    ]


@settings(max_examples=400)
@given(st.lists(any_line, max_size=6))
def test_only_the_client_widens(lines):
    """No line by staff or machine adds anything, but an attested paper."""
    now = standing(begun())
    for number, line in enumerate(lines, start=4):
        line = replace(line, sequence=number)  # noqa: PLW2901 - the same line, numbered
        before, now = now.releasable(), add(now, line)
        attested = line.says == "confirmed" and line.door == "paper"
        if line.by_kind != "client" and not attested:
            assert now.releasable() <= before


@settings(max_examples=400)
@given(st.lists(any_line, max_size=6))
def test_a_door_that_does_not_know_the_client_widens_nothing(lines):
    """By a link, a header or hearsay a client's line only takes away."""
    now = standing(begun())
    for number, line in enumerate(lines, start=4):
        line = replace(line, sequence=number)  # noqa: PLW2901 - the same line, numbered
        before, now = now.releasable(), add(now, line)
        if line.by_kind == "client" and line.door not in {"tablet", "card", "portal"}:
            assert now.releasable() <= before


@settings(max_examples=400)
@given(st.lists(any_line, max_size=6))
def test_nothing_releases_beyond_what_was_once_proposed(lines):
    """But for an address of the client's choice nothing goes beyond a proposal."""
    now = standing(begun())
    first = some_terms(**SMALL)
    bounds = {DIRECTIVE: first, OTHER: first}
    for number, line in enumerate(lines, start=4):
        now = add(now, replace(line, sequence=number))
        for key, found in now.directives.items():
            wide = replace(
                bounds[key],
                channel=found.terms.channel,
                contact_point=found.terms.contact_point,
                language=found.terms.language,
            )
            assert found.terms.is_within(wide)


@settings(max_examples=300)
@given(
    st.lists(any_line, max_size=5),
    st.sampled_from(["withdrawn", "no_contact", "no_replies"]),
    st.sampled_from(["client", "staff", "machine"]),
)
def test_after_a_stop_nothing_releases(lines, says, kind):
    """Whatever came before, a stop of everything leaves nothing to release."""
    stop = a_line(says, sequence=90, by_kind=kind, door="link", directive_id=None)

    now = standing([*begun(), *lines, stop])

    assert not now.releasable()


def test_the_address_is_the_clients_to_change():
    """Staff cannot move a directive to another address; the client can."""
    moved = some_terms(contact_point=OTHER).to_json()
    lines = [proposed(), confirmed()]
    by_staff = a_line(
        "address_changed", sequence=3, by_kind="staff", terms=moved, door=""
    )
    by_client = a_line("address_changed", sequence=3, terms=moved, door="portal")

    at = {
        kind: standing([*lines, line]).directives[DIRECTIVE].terms.contact_point
        for kind, line in {"staff": by_staff, "client": by_client}.items()
    }

    assert at == {"staff": ADDRESS, "client": OTHER}
