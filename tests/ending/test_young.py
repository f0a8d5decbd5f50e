"""A young person's yes and no: each yes for its own days, and a no before any yes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest

from afterword import clock
from afterword.audit.actors import the_client
from afterword.clinic.models import Client
from afterword.consent import queries, wording
from afterword.consent import services as consent
from afterword.consent.errors import (
    AssentMissingError,
    NotReadyError,
    NotTheirYesError,
)
from afterword.ending import young
from afterword.tenancy import practice
from tests import factories

ENDED_ON = date(2027, 1, 31)
OF_AGE = date(2027, 4, 30)
"""The day on which the second check-in (28 February, 30 April, 31 July) falls due."""


def cut(asks="guardian", *, of_age=OF_AGE, places=("GB-ENG",), own_later=True):
    point = mock.Mock(channel="email", pk=None)
    terms = factories.light_terms(point, mock.Mock(pk=None), starts_on=ENDED_ON)
    found = young.whose(of_age, places)
    return young.offers(
        terms, whose=found, ended_on=ENDED_ON, asks=asks, own_later=own_later
    )


def keys(terms) -> list[str]:
    return [step.key for step in terms.steps] if terms else []


def test_each_yes_has_its_own_days():
    """A guardian's up to the day before; the young person's own from that day on."""
    found = cut()
    assert (keys(found.now), found.now.ends_on) == (["m1"], OF_AGE - timedelta(days=1))
    assert (keys(found.later), found.later.starts_on) == (["m3", "m6"], OF_AGE)
    assert (found.now.count, found.later.count, found.asks) == (1, 2, "guardian")


@pytest.mark.parametrize(
    ("kept", "now", "later"),
    [
        ({"own_later": False}, ["m1"], []),
        ({"asks": "client"}, ["m1", "m3", "m6"], []),  # decides alone already
        ({"of_age": date(2035, 1, 1)}, ["m1", "m3", "m6"], []),
        ({"places": ("US-CA",)}, [], ["m3", "m6"]),  # over at twelve, for a guardian
        ({"places": ("XX",)}, [], ["m3", "m6"]),  # no age is known there
    ],
)
def test_what_is_put_before_whom(kept, now, later):
    """Nobody's days hold what falls between the guardian's end and the day of age."""
    found = cut(**kept)
    assert (keys(found.now), keys(found.later)) == (now, later)


@pytest.fixture
def kim(db):
    """A young person in England who is of age in three months."""
    home = factories.a_practice()
    staff = factories.a_member(home)
    clinician = factories.a_clinician(home, staff)
    with practice(home.pk):
        client = factories.a_client(home, clinician, ended_on=ENDED_ON)
        Client.objects.update(majority_on=OF_AGE, places=["GB-ENG"])
    point = factories.an_email(client)
    client.point, client.clinician_row, client.staff = point, clinician, staff
    with mock.patch.object(
        clock, "now", return_value=datetime(2027, 1, 31, 20, tzinfo=UTC)
    ):
        yield client


def propose(kim, asks, terms=None):
    whole = factories.light_terms(kim.point, kim.clinician_row, starts_on=ENDED_ON)
    return consent.propose(
        client=kim.pk,
        terms=terms or whole,
        by=kim.staff,
        at=clock.now(),
        ended_on=ENDED_ON,
        asks=asks,
    )


def confirm(kim, directive, **kept):
    by = the_client(kim.practice_id, kim.pk, door="tablet")
    values = {"by": by, "at": clock.now(), "door": "tablet"}
    return consent.confirm_directive(
        directive=directive, client=kim.pk, **(values | kept)
    )


def directive_of(kim, directive):
    with practice(kim.practice_id):
        return queries.standing_of(kim.pk).directives[directive]


def test_a_guardians_yes_needs_the_young_persons_beside_it(kim):
    """Neither alone counts, whoever gives it; both together do."""
    asked = propose(kim, "guardian")
    with pytest.raises(NotTheirYesError):
        confirm(kim, asked)
    with pytest.raises(AssentMissingError):
        confirm(kim, asked, given_by="guardian")
    confirm(kim, asked, given_by="guardian", assent=True)

    assert directive_of(kim, asked).given_by == "guardian"


def test_a_line_that_leaves_the_assent_out_has_no_effect(kim):
    """However it came to be written: the fold does not take a guardian's word alone."""
    from afterword.consent import ledger

    asked = propose(kim, "guardian")
    with practice(kim.practice_id):
        ledger.add(
            "confirmed",
            client=kim.pk,
            by=the_client(kim.practice_id, kim.pk, door="tablet"),
            at=clock.now(),
            door="tablet",
            directive_id=asked,
            given_by="guardian",
        )
    assert directive_of(kim, asked).state == "proposed"


def test_a_card_alone_says_no_guardians_yes(kim):
    """It is in one pair of hands: a guardian answers in the meeting, or on paper."""
    from afterword.consent import ledger

    asked = propose(kim, "guardian")
    by = the_client(kim.practice_id, kim.pk, door="card")
    both = {"given_by": "guardian", "assent": True}
    with pytest.raises(NotTheirYesError):
        confirm(kim, asked, by=by, door="card", **both)
    with practice(kim.practice_id):
        ledger.add(
            "confirmed",
            client=kim.pk,
            by=by,
            at=clock.now(),
            door="card",
            directive_id=asked,
            given_by="guardian",
            scope={"assent": "yes"},
        )
    assert directive_of(kim, asked).state == "proposed"


def test_a_guardians_word_on_what_waits_for_nobody_needs_both_too(kim):
    """The fold asks the same of it as the verb does."""
    from afterword.consent import ledger

    asked = propose(kim, "")
    with practice(kim.practice_id):
        ledger.add(
            "confirmed",
            client=kim.pk,
            by=the_client(kim.practice_id, kim.pk, door="tablet"),
            at=clock.now(),
            door="tablet",
            directive_id=asked,
            given_by="guardian",
        )
    assert directive_of(kim, asked).state == "proposed"


def test_the_young_persons_no_is_final(kim):
    """After it a guardian's yes changes nothing; after a yes, a stop ends it."""
    asked, again = propose(kim, "guardian"), propose(kim, "guardian")
    by = the_client(kim.practice_id, kim.pk, door="tablet")
    consent.decline(directive=asked, client=kim.pk, by=by, at=clock.now())
    with pytest.raises(NotReadyError):
        confirm(kim, asked, given_by="guardian", assent=True)
    confirm(kim, again, given_by="guardian", assent=True)
    consent.withdraw(
        client=kim.pk,
        scope=consent.Scope.directive(again),
        by=the_client(kim.practice_id, kim.pk, door="card"),
        at=clock.now(),
    )
    assert directive_of(kim, again).state == "withdrawn"


def test_on_each_day_the_yes_of_that_day_is_weighed(kim):
    """The guardian's before the day of age, the young person's own from it on."""
    whole = factories.light_terms(kim.point, kim.clinician_row, starts_on=ENDED_ON)
    found = young.offers(
        whole,
        whose=young.whose(OF_AGE, ["GB-ENG"]),
        ended_on=ENDED_ON,
        asks="guardian",
        own_later=True,
    )
    theirs, own = (
        propose(kim, "guardian", found.now),
        propose(kim, "client", found.later),
    )
    confirm(kim, theirs, given_by="guardian", assent=True)
    confirm(kim, own)
    eve = OF_AGE - timedelta(days=1)
    with practice(kim.practice_id):
        chosen = [
            queries.directive_for(kim.pk, purpose="outcome_measure", on=day)
            for day in (eve, OF_AGE)
        ]
        sentences = wording.sentences_for(found.later, ended_on=ENDED_ON)

    assert [one.id for one in chosen] == [theirs, own]
    assert [one.given_by for one in chosen] == ["guardian", "client"]
    assert directive_of(kim, theirs).on(OF_AGE) == "lapsed"
    assert any("the day on which you are of age" in one for one in sentences)
