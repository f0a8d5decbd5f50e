"""A standing settlement: one purpose, one named population, two people, and an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from afterword import clock
from afterword.audit.actors import Role
from afterword.contact import services as gate
from afterword.contact.errors import (
    NoReasonsError,
    NotStandingError,
    NotYoursToSettleError,
    TooLongError,
)
from afterword.contact.models import StandingLine, StandingSettlement
from afterword.contact.services import standing
from afterword.contact.services.standing import Proposal
from afterword.contact.standing import LONGEST, all_of
from afterword.tenancy import practice
from tests import factories, stories
from tests.contact.talks import a_talk, new_edition

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk(hands, sink):
    """A client of an approach in which a check-in wants a talk first."""
    return a_talk(reported="", approach="psychodynamic")


def a_proposal(**changes) -> Proposal:
    today = clock.now().date()
    return Proposal(
        **{
            "purpose": "outcome_measure",
            "population": "Everybody who left in January",
            "rules": frozenset({"baseline.psychodynamic"}),
            "reasons": "All of them were prepared for it in the group.",
            "starts_on": today,
            "ends_on": today + timedelta(days=100),
            **changes,
        }
    )


def propose(talk, by=None, **changes):
    return standing.propose(
        proposal=a_proposal(**changes), by=by or talk.supervisor, at=clock.now()
    )


def confirm(talk, made, by=None):
    standing.confirm(standing=made, by=by or talk.compliance, at=clock.now())
    return made


def stands(talk, **changes):
    return confirm(talk, propose(talk, **changes))


def weighed(talk, **changes):
    return gate.preview(request=talk.request(**changes), by=talk.ruth, at=clock.now())


def outcome(talk) -> str:
    return weighed(talk).decision.outcome.value


def carry_out(talk):
    request = talk.request()
    return gate.carry_out(request=request, by=talk.story.machine, at=clock.now())


def test_two_people_settle_one_purpose_for_a_population(talk, sink):
    """From then on it goes out, and the answer names what stands."""
    assert outcome(talk) == "consult"

    made = stands(talk)

    assert [one.id for one in weighed(talk).decision.settled_by] == [str(made)]
    assert carry_out(talk).status == "accepted"


def test_one_person_alone_settles_nothing(talk):
    """Proposed is not settled, and nobody confirms their own."""
    made = propose(talk)

    with pytest.raises(NotYoursToSettleError):
        confirm(talk, made, by=talk.supervisor)

    assert outcome(talk) == "consult"


def test_a_line_of_ones_own_confirms_nothing(talk):
    """However it came to be written."""
    made = propose(talk)
    with practice(talk.story.practice.id):
        StandingLine.objects.create(
            standing_id=made,
            says="confirmed",
            by_id=talk.supervisor.id,
            at=clock.now(),
        )

    assert outcome(talk) == "consult"


@pytest.mark.parametrize("who", ["supervisor", "compliance"])
def test_either_ends_it_at_once(talk, who):
    """One is enough, and it stays ended."""
    made = stands(talk)
    assert outcome(talk) == "permit"

    standing.end(standing=made, by=getattr(talk, who), at=clock.now())

    assert outcome(talk) == "consult"
    with pytest.raises(NotStandingError):
        confirm(talk, propose_ended(talk))


def propose_ended(talk):
    made = propose(talk)
    standing.end(standing=made, by=talk.supervisor, at=clock.now())
    return made


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.ADMINISTRATOR, Role.EXECUTOR])
def test_other_roles_neither_propose_confirm_nor_end(talk, role):
    """Only supervisors and compliance leads do."""
    other = factories.a_member(talk.story.practice, role)
    made = propose(talk)

    with pytest.raises(NotYoursToSettleError):
        propose(talk, by=other)
    with pytest.raises(NotYoursToSettleError):
        confirm(talk, made, by=other)
    with pytest.raises(NotYoursToSettleError):
        standing.end(standing=made, by=other, at=clock.now())


def test_another_practice_finds_none(talk):
    """Neither to confirm nor to end."""
    made = propose(talk)
    stranger = factories.a_member(factories.a_practice(), Role.SUPERVISOR)

    with pytest.raises(NotStandingError):
        confirm(talk, made, by=stranger)
    with pytest.raises(NotStandingError):
        standing.end(standing=made, by=stranger, at=clock.now())


def test_it_stands_for_a_year_at_most(talk):
    """Both ends of the year, and never back in time."""
    today = clock.now().date()
    last = LONGEST.after(today)
    propose(talk, ends_on=last)

    for days in (
        {"ends_on": last + timedelta(days=1)},
        {"starts_on": today - timedelta(days=1)},
        {"starts_on": today + timedelta(days=9), "ends_on": today + timedelta(days=8)},
    ):
        with pytest.raises(TooLongError):
            propose(talk, **days)


def test_a_row_that_claims_longer_is_cut_to_a_year(talk):
    """However it came to be written."""
    made = propose(talk)
    with practice(talk.story.practice.id):
        row = StandingSettlement.objects.get(pk=made)
        row.pk, row._state.adding = uuid4(), True
        row.ends_on = date(2040, 1, 1)
        row.save(force_insert=True)
        (one,) = all_of(StandingSettlement.objects.filter(pk=row.pk))

    assert one.until == LONGEST.after(row.starts_on)


def test_it_holds_between_its_days(talk, hands):
    """Not before, and not after."""
    today = clock.now().date()
    made = stands(talk, starts_on=today + timedelta(days=1))
    with practice(talk.story.practice.id):
        (one,) = all_of(StandingSettlement.objects.filter(pk=made))

    assert outcome(talk) == "consult"
    assert one.state(today) == "coming"
    assert one.state(today + timedelta(days=1)) == "holds"
    assert one.state(one.until) == "holds"
    assert one.state(one.until + timedelta(days=1)) == "over"
    hands.put(hands.now + timedelta(days=1))
    assert outcome(talk) == "permit"


def test_it_is_for_one_purpose(talk):
    """The same rule before another contact is another matter."""
    stands(talk, purpose="wellbeing_check")

    assert outcome(talk) == "consult"


def test_it_is_for_the_people_it_names(talk):
    """Another clinician's, or who left on another day, is not among them."""
    colleague = factories.a_clinician(talk.story.practice)
    stands(talk, clinician=colleague.pk)
    stands(talk, ended_from=stories.ENDED_ON + timedelta(days=1))
    stands(talk, ended_until=stories.ENDED_ON - timedelta(days=1))
    assert outcome(talk) == "consult"

    stands(
        talk,
        clinician=talk.story.clinician.pk,
        ended_from=stories.ENDED_ON,
        ended_until=stories.ENDED_ON,
    )
    assert outcome(talk) == "permit"


def test_a_row_that_names_how_one_person_is_settles_nothing_of_it(talk):
    """However it came to be written."""
    made = stands(talk)
    talk.story.report("coercive_home", "yes")
    with practice(talk.story.practice.id):
        row = StandingSettlement.objects.get(pk=made)
        row.pk, row._state.adding = uuid4(), True
        row.rules = ["baseline.coercive_home", "baseline.psychodynamic"]
        row.save(force_insert=True)
    confirm(talk, row.pk)

    assert outcome(talk) == "consult"


def test_it_settles_the_rules_it_names(talk):
    """Another thing that wants a talk is talked over for this person."""
    stands(talk)
    talk.story.report("coercive_home", "yes")

    assert outcome(talk) == "consult"


def test_each_persons_facts_are_still_weighed(talk):
    """A bar bars, and what is missing holds."""
    stands(talk)
    assert outcome(talk) == "permit"

    with practice(talk.story.practice.id):
        type(talk.story.clinician).objects.filter(pk=talk.story.clinician.pk).update(
            employer_policy=""
        )
    assert outcome(talk) == "hold"
    talk.story.report("complaint_open", "yes")
    assert outcome(talk) == "refuse"


def test_it_widens_nothing_that_the_client_agreed_to(talk):
    """Outside the agreement nothing goes, whatever stands."""
    stands(talk)
    stands(talk, purpose="booster_offer")

    for outside in (
        {"purpose": "booster_offer"},
        {"channel": "letter"},
        {"step": "m6"},
    ):
        assert not weighed(talk, **outside).releases, outside


def test_another_edition_ends_it(talk, monkeypatch):
    """Rules that changed were not settled."""
    stands(talk)
    new_edition(monkeypatch, "baseline")

    assert outcome(talk) == "consult"


def test_one_that_is_ended_between_claim_and_hand_off_sends_nothing(
    talk, sink, monkeypatch
):
    """What stands at that minute counts."""
    made = stands(talk)
    seen = []

    def reached(name):
        if name == "letter.made" and not seen:
            seen.append(name)
            standing.end(standing=made, by=talk.supervisor, at=clock.now())

    monkeypatch.setattr(gate, "reached", reached)

    hand_off = carry_out(talk)

    assert seen
    assert (hand_off.status, hand_off.result) == ("cancelled", "not_released")
    assert sink.messages() == []


@pytest.mark.parametrize(
    ("purpose", "rules"),
    [
        ("social", {"baseline.started_elsewhere"}),
        ("intimate", {"baseline.intimate_later"}),
        ("duty_to_protect", {"baseline.judgement"}),
        ("marketing", {"baseline.signed_up"}),
        ("outcome_measure", {"baseline.not_agreed"}),
        ("outcome_measure", {"baseline.complaint"}),
        ("outcome_measure", {"baseline.no_contact"}),
        ("outcome_measure", {"no.such_rule"}),
        ("outcome_measure", set()),
        ("no_such_purpose", {"baseline.psychodynamic"}),
        ("reply_to_client", {"baseline.second_reply"}),
        ("disclosure", {"baseline.law_named"}),
        ("outcome_measure", {"baseline.coercive_home"}),
        ("outcome_measure", {"baseline.serious_risk"}),
        ("outcome_measure", {"baseline.psychodynamic", "baseline.capacity"}),
    ],
)
def test_nothing_stands_that_is_a_persons_own_or_a_bar(talk, purpose, rules):
    """No lane that only answers, no danger, no bar, nothing about how one person is."""
    with pytest.raises(NotStandingError):
        propose(talk, purpose=purpose, rules=frozenset(rules))


def test_it_has_a_name_and_reasons(talk):
    """Whoever reads it later knows for whom, and why."""
    for missing in ({"population": " "}, {"reasons": ""}):
        with pytest.raises(NoReasonsError):
            propose(talk, **missing)
    with pytest.raises(NotStandingError):
        propose(talk, clinician=uuid4())


def test_it_meets_what_talking_meets_and_no_more(talk):
    """Nobody weighed what harm it could do to this one person."""
    from afterword.contact.settled import BY_PROGRAMME, BY_TALKING

    stands(talk)

    assert weighed(talk).draft.done_by_people == BY_PROGRAMME < BY_TALKING


def test_confirming_and_ending_twice_is_success(talk):
    """A double press adds nothing."""
    made = stands(talk)
    confirm(talk, made)
    for _ in range(2):
        standing.end(standing=made, by=replace(talk.supervisor), at=clock.now())

    assert len(talk.rows(StandingLine)) == 2
