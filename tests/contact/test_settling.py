"""A talk is settled by somebody else, for what was asked, for a time, no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from afterword import clock
from afterword.attention import queries as attention
from afterword.audit.actors import ActorKind, Role
from afterword.contact import services as gate
from afterword.contact.errors import (
    NobodySettlesError,
    NoReasonsError,
    NotAloneError,
    NotReleasedError,
    NotToSettleError,
    NotYoursToSettleError,
    OutdatedError,
    TooLongError,
)
from afterword.contact.models import Consultation, Ruling, Settlement
from afterword.contact.services import consulting
from afterword.contact.services.consulting import Advice, Consultant
from afterword.contact.settled import LONGEST, has_news, live
from afterword.contact.weighing import book, weigh
from afterword.rules.deciding import made_on
from afterword.tenancy import practice
from afterword.vault import services as vault
from tests import factories
from tests.contact.talks import a_talk, by_letter, new_edition, stated

pytestmark = pytest.mark.django_db(transaction=True)
KIM = Consultant("Kim Outsider", "psychologist", "kim@elsewhere.example")


@pytest.fixture
def talk(hands, sink):
    """A client whom somebody else treats now: that wants a talk first."""
    return a_talk()


def answer(talk, **changes):
    """Give the answer as of now, which nobody keeps."""
    return gate.preview(request=talk.request(**changes), by=talk.ruth, at=clock.now())


def outcome(talk, **changes) -> str:
    return answer(talk, **changes).decision.outcome.value


def carry_out(talk):
    request = talk.request()
    return gate.carry_out(request=request, by=talk.story.machine, at=clock.now())


def test_what_a_colleague_settled_goes_out(talk, sink):
    """The answer is a yes, the ruling names the settlement, the message leaves."""
    with pytest.raises(NotReleasedError):
        carry_out(talk)
    settled = talk.settle(talk.asked())

    hand_off = carry_out(talk)

    ruling = talk.rows(Ruling, pk=hand_off.ruling_id)[0]
    (opened,) = vault.open(
        by=talk.ruth, purpose="read_ruling", rows=[ruling], fields=["answer"]
    )
    assert (ruling.outcome, ruling.releases) == ("permit", True)
    assert f'"settled_by": ["{settled}"]' in (opened["answer"] or "")
    assert len(sink.messages()) == 1


def test_what_is_done_beforehand_is_seen_to_be_done_or_holds(talk):
    """A yes alone does not say that the other therapist knows."""
    talk.settle(talk.asked(), done=frozenset())

    weighed = answer(talk)

    assert weighed.decision.outcome.value == "permit"
    assert weighed.unmet == ("coordinate_with_other_provider",)


def meet(talk, ruling, by=None):
    consulting.meet_conditions(ruling=ruling.id, by=by or talk.ruth, at=clock.now())


def test_nothing_goes_before_its_conditions_are_met(talk, sink):
    """The machine reads no words: somebody says that what they ask for is so."""
    ruling = talk.asked()
    talk.settle(ruling, conditions="Only after the holidays.")
    assert outcome(talk) == "permit"
    assert answer(talk).unmet == ("conditions_of_the_talk",)
    with pytest.raises(NotReleasedError):
        carry_out(talk)

    meet(talk, ruling)

    assert answer(talk).releases
    assert carry_out(talk).status == "accepted"


def test_what_has_no_conditions_or_does_not_hold_has_none_to_meet(talk):
    """Neither a no, nor a yes without; and a newer yes has its own."""
    ruling = talk.asked()
    with pytest.raises(NotToSettleError):
        meet(talk, ruling)
    talk.settle(ruling)
    with pytest.raises(NotToSettleError):
        meet(talk, ruling)
    talk.settle(ruling, days=20, conditions="Only after the holidays.")
    meet(talk, ruling)
    talk.settle(ruling, days=10, conditions="Only on a Monday.")

    assert answer(talk).unmet == ("conditions_of_the_talk",)
    no = Advice("Not now.", conditions="Perhaps in a year.")
    consulting.decline(ruling=ruling.id, advice=no, by=talk.supervisor, at=clock.now())
    with pytest.raises(NotToSettleError):
        meet(talk, ruling)


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.ADMINISTRATOR, Role.EXECUTOR])
def test_who_does_not_see_clients_says_nothing_of_conditions(talk, role):
    """Whoever does the contact knows whether they are met."""
    ruling = talk.asked()
    talk.settle(ruling, conditions="Only after the holidays.")

    with pytest.raises(NotYoursToSettleError):
        meet(talk, ruling, by=factories.a_member(talk.story.practice, role))


def test_nothing_but_what_its_rules_want_is_seen_to_be_done(talk):
    """No settlement says that a person released it, or that consent was kept."""
    talk.settle(talk.asked(), done=frozenset({"a_person_releases", "record_consent"}))

    (row,) = talk.rows(Settlement)
    assert row.done == []


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.COMPLIANCE])
def test_who_asked_never_settles_it(hands, role):
    """Whatever else they are here."""
    talk = a_talk()
    asker = replace(talk.ruth, roles=frozenset({Role.CLINICIAN, role}))
    ruling = talk.asked()

    with pytest.raises(NotYoursToSettleError):
        talk.settle(ruling, by=asker)

    assert talk.rows(Settlement) == []
    assert outcome(talk) == "consult"


def test_for_whom_it_goes_never_settles_it(talk):
    """The machine asked as a step came due; the clinician behind it is no other eye."""
    with pytest.raises(NotReleasedError) as stopped:
        carry_out(talk)
    held = talk.rows(Ruling, pk=stopped.value.ruling)[0]
    cover = factories.a_member(talk.story.practice)
    consulting.ask_colleague(ruling=held.pk, by=cover, at=clock.now())
    own = replace(talk.ruth, roles=frozenset({Role.CLINICIAN, Role.SUPERVISOR}))

    for by in (own, replace(cover, roles=own.roles)):
        with pytest.raises(NotYoursToSettleError):
            consulting.settle(
                ruling=held.pk, advice=talk.advice(), by=by, at=clock.now()
            )


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.ADMINISTRATOR, Role.EXECUTOR])
def test_other_roles_settle_nothing(talk, role):
    """Only supervisors and compliance leads do."""
    ruling = talk.asked()

    with pytest.raises(NotYoursToSettleError):
        talk.settle(ruling, by=factories.a_member(talk.story.practice, role))


def test_neither_the_machine_nor_a_client_settles(talk):
    """A person who works here says it, with their name."""
    ruling = talk.asked()
    posing = replace(talk.story.by_client(), roles=talk.supervisor.roles)

    for by in (replace(talk.story.machine, roles=posing.roles), posing):
        assert by.kind is not ActorKind.STAFF
        with pytest.raises(NotYoursToSettleError):
            talk.settle(ruling, by=by)


def test_what_nobody_asked_about_is_not_settled(talk):
    """A supervisor does not go round settling answers."""
    ruling = talk.ask()

    with pytest.raises(NotYoursToSettleError):
        talk.settle(ruling)


def test_another_practice_settles_nothing_here(talk):
    """Its supervisor finds no such answer."""
    ruling = talk.asked()
    stranger = factories.a_member(factories.a_practice(), Role.SUPERVISOR)

    with pytest.raises(NotToSettleError):
        talk.settle(ruling, by=stranger)


@pytest.mark.parametrize("days", [-1, 91, 400])
def test_it_holds_from_today_for_ninety_days_at_most(talk, days):
    """Yesterday is no end, and neither is next year."""
    ruling = talk.asked()

    with pytest.raises(TooLongError):
        talk.settle(ruling, days=days)
    with pytest.raises(TooLongError):
        talk.settle(ruling, until=None)

    assert outcome(talk) == "consult"


@pytest.fixture
def bill(hands):
    """A bill to somebody who complained: its rules want a talk on any day."""
    talk = a_talk(reported="complaint_open")
    request, extra = by_letter(talk, "billing"), stated()
    return (
        talk,
        talk.asked(request, extra),
        lambda day: (
            weigh(request, at=clock.now(), extra=extra, on=day).decision.outcome.value
        ),
    )


@pytest.mark.parametrize("days", [0, 90])
def test_both_ends_of_the_ninety_days_hold(bill, days):
    """On its last day it holds; the day after, it has to be asked again."""
    talk, ruling, outcome_on = bill
    talk.settle(ruling, days=days)
    last = clock.now().date() + timedelta(days=days)

    with practice(talk.story.practice.id):
        assert outcome_on(last) == "permit"
        assert outcome_on(last + timedelta(days=1)) == "consult"


def test_a_row_that_claims_longer_is_cut_to_ninety_days(bill):
    """However it came to be written."""
    talk, ruling, outcome_on = bill
    talk.settle(ruling)
    with practice(talk.story.practice.id):
        row = Settlement.objects.get()
        row.pk, row.number, row._state.adding = uuid4(), 2, True
        row.until = row.at.date() + timedelta(days=300)
        row.save(force_insert=True)

        last = clock.now().date() + LONGEST
        assert outcome_on(last) == "permit"
        assert outcome_on(last + timedelta(days=1)) == "consult"


def test_without_reasons_nothing_is_settled(talk):
    """A tick is no settlement."""
    ruling = talk.asked()

    with pytest.raises(NoReasonsError):
        talk.settle(ruling, reasons="  ")


def test_another_fact_ends_it_for_good(talk, hands):
    """What was weighed is no longer so; and when it is so again, it was not weighed."""
    talk.settle(talk.asked())
    hands.put(hands.now + timedelta(minutes=1))
    assert outcome(talk) == "permit"

    talk.story.report("vulnerable", "yes", hands.now)
    assert outcome(talk) == "consult"
    hands.put(hands.now + timedelta(minutes=1))
    talk.story.report("vulnerable", "none_reported", hands.now)

    assert outcome(talk) == "consult"


def test_that_all_is_as_usual_is_no_news(talk, hands):
    """Confirming what was taken for granted ends nothing by itself."""
    at = hands.now
    hands.put(at + timedelta(minutes=1))
    for name, value in (("capacity", "has"), ("complaint_open", "none_reported")):
        talk.story.report(name, value, hands.now)

    who = {"client": talk.story.client.id, "sender": talk.story.clinician.pk}
    with practice(talk.story.practice.id):
        assert not has_news(**who, since=at, words=book().vocabulary)
    talk.story.report("alive", "reported_dead", hands.now)
    with practice(talk.story.practice.id):
        assert has_news(**who, since=at, words=book().vocabulary)


def test_another_edition_ends_it(talk, monkeypatch):
    """Rules that changed were not talked over."""
    talk.settle(talk.asked())
    assert outcome(talk) == "permit"

    new_edition(monkeypatch, "baseline")

    assert outcome(talk) == "consult"


def test_what_changed_since_it_was_asked_is_not_settled(talk, hands, monkeypatch):
    """Neither other facts nor another edition: it is asked again first."""
    ruling = talk.asked()
    hands.put(hands.now + timedelta(minutes=1))
    talk.story.report("vulnerable", "yes", hands.now)
    with pytest.raises(OutdatedError):
        talk.settle(ruling)

    newer, unasked = talk.asked(), talk.ask()
    new_edition(monkeypatch, "baseline")
    with pytest.raises(OutdatedError):
        talk.settle(newer)
    with pytest.raises(OutdatedError):
        talk.put(unasked)


@pytest.mark.parametrize(
    "other", ["client", "purpose", "sender", "contact_point", "directive_id"]
)
def test_it_holds_for_what_was_asked_and_nothing_else(talk, other):
    """Another client, purpose, clinician, address or agreement: another question."""
    talk.settle(talk.asked())
    request, known = talk.request(), answer(talk).decision.facts
    else_ = "booster_offer" if other == "purpose" else uuid4()

    def held(one):
        with practice(talk.story.practice.id):
            return live(one, known, book(), on=clock.now().date())

    assert len(held(request)) == 1
    assert held(replace(request, **{other: else_})) == ()


def test_what_was_talked_over_or_is_dangerous_is_not_put_before_anybody(talk):
    """A *talk first* that is settled, or that tells nobody to wait, is no question."""
    ahead = {"occasion": "", "directive_id": None, "contact_point": None, "step": ""}
    invited = talk.request(
        **ahead, purpose="gift", channel="in_person", initiator="client", template=""
    )
    talk.settle(talk.asked(invited))
    done = talk.ask(invited)
    worry = talk.ask(replace(invited, purpose="welfare_concern"))

    assert (done.outcome, done.answer["reason"]) == ("consult", "talked_over")
    assert (worry.outcome, worry.answer["reason"]) == ("consult", "safety_judgement")
    for ruling in (done, worry):
        with pytest.raises(NotToSettleError):
            talk.put(ruling)


@pytest.mark.parametrize("verb", [consulting.decline, consulting.ask_for_more])
def test_a_later_word_ends_an_earlier_yes(talk, verb):
    """No, or not yet: the newest counts."""
    ruling = talk.asked()
    talk.settle(ruling)
    assert outcome(talk) == "permit"

    verb(
        ruling=ruling.id, advice=Advice("I was wrong."), by=talk.compliance,
        at=clock.now(),
    )  # fmt: skip

    assert outcome(talk) == "consult"


def test_a_yes_is_taken_back_whatever_has_changed(talk, hands):
    """Making it stricter asks for no current answer."""
    ruling = talk.asked()
    talk.settle(ruling)
    hands.put(hands.now + timedelta(minutes=1))
    talk.story.report("vulnerable", "yes", hands.now)

    assert talk.decline(ruling)


def test_a_bar_is_never_settled(talk):
    """A no is not put before anybody; a row that names its rule lifts nothing."""
    ruling = talk.asked()
    talk.settle(ruling)
    talk.story.report("complaint_open", "yes")
    refused = talk.ask()

    assert refused.outcome == "refuse"
    with pytest.raises(NotToSettleError):
        talk.put(refused)
    forge(talk, refused)
    assert outcome(talk) == "refuse"


def test_a_hold_is_never_settled(talk):
    """What is missing is asked, not talked away."""
    with practice(talk.story.practice.id):
        type(talk.story.clinician).objects.filter(pk=talk.story.clinician.pk).update(
            employer_policy=""
        )
    held = talk.ask()

    assert held.outcome == "hold"
    with pytest.raises(NotToSettleError):
        talk.put(held)
    forge(talk, held)
    assert outcome(talk) == "hold"


def forge(talk, ruling):
    """Write a row that no verb would write: it names every rule of an answer."""
    with practice(talk.story.practice.id):
        kept = Ruling.objects.get(pk=ruling.id)
        weighed = gate.preview(request=talk.request(), by=talk.ruth, at=clock.now())
        Settlement.objects.create(
            ruling=kept,
            client=kept.client,
            number=1,
            verdict="yes",
            rules=[each["rule"] for each in ruling.answer["because_of"]],
            facts_hash=made_on(weighed.decision.facts),
            editions={},
            by_id=talk.supervisor.id,
            by_role="supervisor",
            at=clock.now(),
            until=clock.now().date(),
        )


def test_a_settlement_never_widens_what_the_client_agreed_to(talk):
    """It settles the talk; what the client stopped or never agreed to stays so."""
    from afterword.consent import services as consent

    talk.settle(talk.asked())
    assert answer(talk).releases
    for outside in (
        {"purpose": "booster_offer", "step": ""},
        {"channel": "letter"},
        {"step": "m6"},
        {"instrument": "gad7"},
    ):
        assert not answer(talk, **outside).releases, outside

    consent.pause(
        directive=talk.story.directive,
        client=talk.story.client.id,
        by=talk.story.by_client(),
        at=clock.now(),
    )
    assert outcome(talk) == "refuse"


def test_one_that_is_ended_between_claim_and_hand_off_sends_nothing(
    talk, sink, monkeypatch
):
    """What is live counts at both: a no of that minute cancels."""
    ruling = talk.asked()
    talk.settle(ruling)
    seen = []

    def reached(name):
        if name == "letter.made" and not seen:
            seen.append(talk.decline(ruling))

    monkeypatch.setattr(gate, "reached", reached)

    hand_off = carry_out(talk)

    assert seen
    assert (hand_off.status, hand_off.result) == ("cancelled", "not_released")
    assert sink.messages() == []


def test_the_same_said_twice_is_one_settlement(talk):
    """A double press adds nothing."""
    ruling = talk.asked()

    first, second = talk.settle(ruling), talk.settle(ruling)

    assert first == second
    assert len(talk.rows(Settlement)) == 1


def test_asking_twice_is_one_question_and_one_thing_that_waits(talk):
    """It is due within a week, for whoever settles, and for no administrator."""
    ruling = talk.asked()
    talk.put(ruling)

    assert len(talk.rows(Consultation)) == 1
    with practice(talk.story.practice.id):
        (item,) = attention.to_settle()
        assert attention.waiting(administrators=True) == []
        assert attention.everything_waiting() == []
    assert item.about == ruling.id
    assert item.due_at == clock.now() + timedelta(days=7)


@pytest.mark.parametrize("verb", ["settle", "decline", "ask_for_more"])
def test_an_answer_goes_back_to_who_asked(talk, verb):
    """It leaves the settlers' list, and waits for the clinician who asked."""
    ruling = talk.asked()

    getattr(consulting, verb)(
        ruling=ruling.id, advice=talk.advice(), by=talk.supervisor, at=clock.now()
    )

    with practice(talk.story.practice.id):
        assert attention.to_settle() == []
        (item,) = attention.waiting(owners=[talk.story.clinician.pk])
    assert (item.kind, item.about) == ("talked_over", ruling.id)


def test_a_question_is_not_put_before_nobody(hands):
    """Without anybody who settles, who asks is told so at once."""
    talk = a_talk()
    ruling = talk.ask()
    from afterword.accounts.models import Membership

    Membership.objects.exclude(user_id=talk.ruth.id).update(left_at=clock.now())

    with pytest.raises(NobodySettlesError):
        talk.put(ruling)
    assert talk.rows(Consultation) == []


def advise(talk, ruling, *, verdict="yes", who=KIM, by=None):
    return consulting.record_advice(
        ruling=ruling.id,
        verdict=verdict,
        advice=talk.advice(),
        consultant=who,
        by=by or talk.ruth,
        at=clock.now(),
    )


def test_who_works_alone_records_somebody_outside(hands, sink):
    """With a name, a role and how to reach them, all of it sealed."""
    talk = a_talk(alone=True)
    ruling = talk.ask()

    advise(talk, ruling)

    (row,) = talk.rows(Settlement)
    (words,) = vault.open(
        by=talk.ruth, purpose="read_ruling", rows=[row], fields=["consultant"]
    )
    assert row.outside
    assert "Kim Outsider" in (words["consultant"] or "")
    assert b"Kim" not in bytes(row.consultant)
    assert b"Both know" not in bytes(row.reasons)
    assert carry_out(talk).status == "accepted"


def test_advice_without_a_name_is_nobodys(hands):
    """Somebody was asked, or nobody was."""
    talk = a_talk(alone=True)

    with pytest.raises(NoReasonsError):
        advise(talk, talk.ask(), who=Consultant(" ", "psychologist", ""))


def test_where_colleagues_work_no_outside_advice_settles(talk):
    """Whatever a practice says of itself."""
    ruling = talk.ask()
    with practice(talk.story.practice.id):
        home = talk.story.practice
        type(home).objects.filter(pk=home.pk).update(is_solo=True)

    with pytest.raises(NotAloneError):
        advise(talk, ruling)


def test_who_works_alone_beside_somebody_who_settles_asks_them(hands):
    """One clinician and a compliance lead are two pairs of eyes."""
    talk = a_talk(alone=True)
    factories.a_member(talk.story.practice, Role.COMPLIANCE)

    with pytest.raises(NotAloneError):
        advise(talk, talk.ask())


def test_a_no_from_outside_settles_nothing(hands):
    """It is written down, and the answer stays."""
    talk = a_talk(alone=True)

    advise(talk, talk.ask(), verdict="no")

    assert outcome(talk) == "consult"
