"""Measures of an ending: who may be asked what, days of the past, and risk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from afterword import clock
from afterword.attention import services as attention
from afterword.attention.models import Item
from afterword.audit.actors import Role
from afterword.clinic import offering
from afterword.clinic.errors import DayError, NobodyRespondsError, OtherTermsError
from afterword.clinic.models import Administration, Clinician
from afterword.clinic.scored import NOT_APPLICABLE
from afterword.clinic.services import licences, responding
from afterword.consent import doors
from afterword.consent import services as consent
from afterword.consent.errors import NotOfferedError
from afterword.consent.terms import StepTerms
from afterword.ending import measured, parts, queries
from afterword.ending.errors import ClosedError, LookFirstError, NotTheirsError
from afterword.ending.models import Ending
from afterword.ending.services import filling, handing
from afterword.ending.services.filling import Filling
from afterword.ending.templates import template_for
from afterword.measures.change import Verdict
from afterword.measures.errors import AnswersError, MeasureError, NotAcceptedError
from afterword.measures.licences import licence
from afterword.tenancy import practice
from tests import factories

pytestmark = pytest.mark.django_db
RISKY = [0, 0, 0, 0, 0, 0, 0, 0, 2]
CALM = [1, 1, 1, 1, 1, 1, 1, 1, 0]


@pytest.fixture
def responds(clinician, ruth):
    responding.state_response(
        clinician=clinician.pk, hours="weekdays, 9 to 5", within_hours=24, by=ruth
    )


def row(home):
    with practice(home.pk):
        return Ending.objects.select_related("client", "episode").get()


def waits(home):
    with practice(home.pk):
        return list(Item.objects.filter(kind="risk_answer", done_at__isnull=True))


def add(ending, ruth, **kept):
    return filling.add(ending=ending, filling=Filling(**kept), by=ruth)


def test_scores_of_the_past_and_the_end_are_one_course(home, ending, ruth):
    """A baseline from paper, answers between and at the end, with a verdict."""
    today = clock.today()
    start = today - timedelta(days=200)
    add(ending, ruth, instrument="phq9", moment="start", on=start, total=21)
    between = today - timedelta(days=90)
    add(ending, ruth, instrument="phq9", moment="during", on=between, answers=CALM)
    add(ending, ruth, instrument="phq9", answers=CALM)

    (course,) = measured.courses(row(home), by=ruth)

    assert [one.moment for one in course.filled] == ["start", "during", "end"]
    assert course.start.on == start
    assert (course.start.is_alone, course.start.score.band) == (True, None)
    assert course.change.difference == 8 - 21
    assert course.change.verdict is Verdict.BETTER
    assert row(home).measure == "done"


def test_a_baseline_does_not_settle_the_end(home, ending, ruth):
    """What was asked at the start is not what is asked now."""
    add(ending, ruth, moment="start", total=5)

    assert row(home).measure == ""


@pytest.mark.parametrize(
    "given", [{"total": 13}, {"total": -1}, {"total": 2.5}, {"answers": [9, 0, 0, 0]}]
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(home, ending, ruth, given):
    """Out of range, no whole number, no answer."""
    with pytest.raises(AnswersError) as why:
        add(ending, ruth, **given)

    assert "from 0 to 12" in str(why.value.for_people) or "must be" in str(
        why.value.for_people
    )
    with practice(home.pk):
        assert not Administration.objects.exists()


def test_a_day_that_has_not_come_is_refused(ending, ruth):
    """Nothing is filled in tomorrow."""
    with pytest.raises(DayError):
        add(ending, ruth, total=3, on=clock.today() + timedelta(days=2))


def test_without_a_responder_nothing_about_risk_is_put_before_them(
    home, ending, ruth, client, clinician
):
    """Not aloud, not on the tablet, not in a check-in; from paper it may be copied."""
    with pytest.raises(NobodyRespondsError):
        add(ending, ruth, instrument="phq9", answers=CALM, is_asked=True)
    with pytest.raises(NobodyRespondsError):
        handing.hand_over_questions(ending=ending, by=ruth, instrument="phq9")
    point = factories.an_email(client)
    step = StepTerms("m1", "P1M", 3, 7, "outcome_measure", "phq9")
    terms = factories.light_terms(point, clinician, steps=(step,), count=1)
    with pytest.raises(NotOfferedError):
        consent.propose(client=client.pk, terms=terms, by=ruth, at=clock.now())

    add(ending, ruth, instrument="phq9", answers=CALM)

    with practice(home.pk):
        assert Administration.objects.count() == 1


def test_a_responder_who_is_away_without_cover_is_none(
    home, client, clinician, responds
):
    """The hours hold while somebody is there."""
    with practice(home.pk):
        at = clock.now()
        before = offering.responder_of(client.pk, at=at)
        Clinician.objects.filter(pk=clinician.pk).update(
            away_from=clock.today() - timedelta(days=1)
        )
        after = offering.responder_of(client.pk, at=at)

    assert before is not None
    assert before.due(at) == at + timedelta(hours=24)
    assert after is None


@pytest.mark.parametrize("how", ["aloud", "tablet"])
def test_an_answer_about_risk_waits_for_its_responder(  # noqa: PLR0913
    home, ending, ruth, clinician, responds, how
):
    """With owner and day, whichever way it was answered."""
    if how == "aloud":
        kept = add(ending, ruth, instrument="phq9", answers=RISKY, is_asked=True)
    else:
        token = handing.hand_over_questions(ending=ending, by=ruth, instrument="phq9")
        kept = filling.fill_in(opened=doors.find(token), answers=RISKY)

    (item,) = waits(home)
    assert kept.risk
    assert (item.owner_id, item.about_id) == (clinician.pk, kept.id)
    assert timedelta(hours=23) < item.due_at - clock.now() <= timedelta(hours=24)


def test_the_answers_and_what_waits_commit_together(
    home, ending, ruth, responds, monkeypatch
):
    """Where nothing can wait, no answer is kept."""

    def broken(**_kept):
        raise RuntimeError

    monkeypatch.setattr(attention, "raise_item", broken)
    with pytest.raises(RuntimeError):
        add(ending, ruth, instrument="phq9", answers=RISKY)

    with practice(home.pk):
        assert not Administration.objects.exists()
    assert row(home).measure == ""


def test_an_old_answer_about_risk_lets_nothing_wait(home, ending, ruth):
    """It is shown; nobody is called to what was so last year."""
    on = clock.today() - timedelta(days=200)
    kept = add(ending, ruth, instrument="phq9", moment="start", on=on, answers=RISKY)

    assert (kept.risk, waits(home)) == (True, [])


def test_it_is_looked_at_and_only_then_taken_out(home, ending, ruth, responds):
    """Entered by mistake, it goes; what waited is done first."""
    kept = add(ending, ruth, instrument="phq9", answers=RISKY)
    with pytest.raises(LookFirstError):
        filling.take_out(measure=kept.id, by=ruth)

    filling.looked_at(measure=kept.id, by=ruth)
    filling.take_out(measure=kept.id, by=ruth)

    assert waits(home) == []
    assert row(home).measure == ""
    with practice(home.pk):
        assert not Administration.objects.exists()


def test_nobody_else_looks_or_takes_out(home, ending, ruth, responds):
    """A colleague who does not cover is refused."""
    kept = add(ending, ruth, instrument="phq9", answers=RISKY)
    colleague = factories.a_member(home, Role.CLINICIAN)
    factories.a_clinician(home, colleague, name="Sam Example")

    for verb in (filling.looked_at, filling.take_out):
        with pytest.raises(NotTheirsError):
            verb(measure=kept.id, by=colleague)
    assert len(waits(home)) == 1


def test_a_closed_ending_keeps_its_measures(home, ending, ruth):
    """Open it again to correct it."""
    kept = add(ending, ruth, answers=[0, 0, 0, 0])
    with practice(home.pk):
        Ending.objects.update(state="closed")

    with pytest.raises(ClosedError):
        filling.take_out(measure=kept.id, by=ruth)


def test_a_measure_about_risk_at_the_end_makes_the_safety_task_needed(
    home, ending, ruth
):
    """At the start it does not: that was then."""

    def needed():
        with practice(home.pk):
            found = parts.tasks(row(home), queries.held(row(home), on=clock.today()))
        return {one.key for one in found if one.needed}

    add(ending, ruth, instrument="phq9", moment="start", total=10)
    before = needed()
    add(ending, ruth, instrument="phq9", total=4)

    assert ("safety" in before, "safety" in needed()) == (False, True)


def test_a_template_with_measures_off_does_not_ask_for_them(home, ending, ruth):
    """Also where a practice left the task in it; what somebody began is shown."""
    off = replace(template_for("cbt"), measures="off")

    def shown(**kept):
        with practice(home.pk):
            found = parts.tasks(row(home), parts.Held(template=off, **kept))
        return "measure" in {one.key for one in found}

    assert (shown(), shown(elsewhere=("measure",))) == (False, True)


def test_terms_are_accepted_as_they_are_read_and_by_whoever_may(
    home, ending, ruth, responds
):
    """Other terms are not accepted; taken back, its words are off again."""
    boss = factories.a_member(home, Role.ADMINISTRATOR)
    at = clock.now()
    known = licence("core_system")
    with pytest.raises(OtherTermsError):
        licences.accept_terms(pack="core_system", terms="0" * 64, by=boss, at=at)
    with pytest.raises(NotAcceptedError):
        handing.hand_over_questions(ending=ending, by=ruth, instrument="core10")

    licences.accept_terms(pack="core_system", terms=known.sha256, by=boss, at=at)
    assert handing.hand_over_questions(ending=ending, by=ruth, instrument="core10")
    licences.take_back(pack="core_system", by=boss, at=at + timedelta(minutes=1))

    with pytest.raises(NotAcceptedError):
        handing.hand_over_questions(ending=ending, by=ruth, instrument="core10")


def test_a_new_text_of_the_terms_asks_again(home, ruth, monkeypatch):
    """What was accepted had another hash."""
    boss = factories.a_member(home, Role.ADMINISTRATOR)
    known = licence("core_system")
    licences.accept_terms(
        pack="core_system", terms=known.sha256, by=boss, at=clock.now()
    )
    with practice(home.pk):
        assert known.sha256 in offering.accepted()
        other = type("Terms", (), {"id": known.id, "sha256": "1" * 64})
        monkeypatch.setattr(offering, "licences", lambda: [other])
        assert offering.accepted() == frozenset()


def test_a_questionnaire_without_words_is_never_put_before_them(ending, ruth):
    """Its numbers are kept; its page does not exist for the client."""
    with pytest.raises(MeasureError):
        handing.hand_over_questions(ending=ending, by=ruth, instrument="wsas")
    with pytest.raises(MeasureError):
        add(ending, ruth, instrument="wsas", answers=[1] * 5, is_asked=True)

    assert add(ending, ruth, instrument="wsas", answers=[1, 2, 3, 4, 5]).id


def test_a_question_that_does_not_apply_is_no_gap(home, ending, ruth):
    """Nobody is asked about work that they do not have; the total is of the others."""
    add(ending, ruth, instrument="wsas", answers=[NOT_APPLICABLE, 2, 3, 4, 5])

    (course,) = measured.courses(row(home), by=ruth)
    score = course.end.score
    assert (score.total, score.range.high, score.complete) == (14, 32, True)


@pytest.mark.parametrize("given", [[1, NOT_APPLICABLE, 1, 1, 1], [NOT_APPLICABLE] * 5])
def test_a_question_that_always_applies_is_answered_or_left_out(
    home, ending, ruth, given
):
    """Only what its makers say may not apply."""
    with pytest.raises(AnswersError):
        add(ending, ruth, instrument="wsas", answers=given)

    with practice(home.pk):
        assert not Administration.objects.exists()
