"""Stopping: at once, by any door, twice, and truthfully."""

from __future__ import annotations

import uuid

import pytest
from django.db import OperationalError

from afterword.attention.models import Item
from afterword.audit.actors import Role, machine, the_client
from afterword.audit.models import Event
from afterword.consent import ledger, queries, register, suppression
from afterword.consent import services as consent
from afterword.consent.errors import NotSavedError, UnknownClientError
from afterword.consent.models import HandOff, LedgerEntry, Suppression
from afterword.consent.scopes import Scope
from afterword.consent.services import Done, OneMayBeOnItsWay, withdrawing
from afterword.tenancy import practice
from tests import factories


def stop(world, scope=None, *, by=None, **rest):
    return consent.withdraw(
        client=world.client.id,
        scope=scope or Scope.everything(),
        by=by or world.as_client("link"),
        at=world.now,
        **rest,
    )


def standing(world):
    with practice(world.home.id):
        return queries.standing_of(world.client.id)


def outcomes(world, name="consent.withdrawn"):
    with practice(world.home.id):
        return list(
            Event.objects.filter(name=name).order_by("at").values_list("outcome", "why")
        )


def a_claim(world, *, occasion="step:1", begun=False):
    with register.locked(world.client.id, practice_id=world.home.id):
        made = register.claim(
            client=world.client.id,
            occasion=occasion,
            ruling_id=uuid.uuid4(),
            purpose="outcome_measure",
            directive_id=world.directive,
            contact_point_id=world.point.id,
            by=machine(world.home.id),
        )
    if begun:
        with register.locked(world.client.id, practice_id=world.home.id):
            assert register.begin(made)
    return made


def status(world, hand_off):
    with practice(world.home.id):
        return HandOff.objects.get(pk=hand_off.pk).status


@pytest.mark.parametrize("door", ["portal", "card", "link", "one_click", "stop_word"])
def test_every_door_stops(world, door):
    """By whatever door the client comes, the stop holds when the answer is given."""
    answer = stop(world, by=world.as_client(door))

    assert isinstance(answer, Done)
    assert answer.journaled
    assert not standing(world).releasable()
    assert standing(world).directives[world.directive].state == "withdrawn"


def test_a_stop_holds_for_the_address_too(world):
    """The address is stopped, so that nobody else here writes to it either."""
    stop(world)

    with practice(world.home.id):
        assert suppression.is_stopped(bytes(world.point.address_index))


def test_a_stop_of_one_leaves_the_address_open(world):
    """Stopping one directive stops no other, and not the address."""
    stop(world, Scope.directive(world.directive))

    with practice(world.home.id):
        assert not suppression.is_stopped(bytes(world.point.address_index))
    assert standing(world).directives[world.directive].state == "withdrawn"


@pytest.mark.parametrize(
    "scope", [Scope.everything(), Scope.no_contact(), Scope.no_replies()], ids=str
)
def test_a_second_stop_is_success_and_says_so_in_the_record(world, scope):
    """Stopping twice adds no line to the ledger and one line to the record."""
    first = stop(world, scope, by=world.as_client("link"))
    second = stop(world, scope, by=world.as_client("card"))

    with practice(world.home.id):
        stops = LedgerEntry.objects.filter(says=scope.says).count()
    assert stops == 1
    assert second.receipt == first.receipt
    assert (first.repeated, second.repeated) == (False, True)
    assert outcomes(world) == [("done", scope.kind), ("repeated", scope.kind)]


def test_a_stop_after_starting_again_is_a_new_one(world):
    """What was opened since the last stop is closed by the next."""
    stop(world)
    consent.resume(
        directive=world.directive,
        client=world.client.id,
        by=world.as_client(),
        at=world.now,
    )
    assert standing(world).releasable()

    answer = stop(world)

    assert not answer.repeated
    assert not standing(world).releasable()


def test_staff_record_what_they_were_told(world):
    """Anybody of the practice can enter a stop; the ledger says that it was told."""
    told = factories.a_member(world.home, Role.ADMINISTRATOR)

    stop(world, by=told, to_staff=True)

    with practice(world.home.id):
        line = LedgerEntry.objects.get(says="withdrawn")
    assert (line.by_kind, line.door) == ("staff", "told_staff")
    assert not standing(world).releasable()


def test_what_waits_is_cancelled(world):
    """A claim that has not begun is cancelled, and the answer is a plain yes."""
    waiting = a_claim(world)

    answer = stop(world)

    assert isinstance(answer, Done)
    assert status(world, waiting) == "cancelled"


def test_what_has_begun_is_named(world):
    """When one had begun, the answer says that one may be on its way, and which."""
    going = a_claim(world, begun=True)

    answer = stop(world)

    assert isinstance(answer, OneMayBeOnItsWay)
    assert answer.hand_offs == (going.pk,)
    assert status(world, going) == "unknown"


def test_a_stop_of_another_directive_cancels_nothing_here(world):
    """Only what is in the scope is cancelled."""
    other = factories.confirmed_directive(
        world.client, world.clinician, world.point, by=world.staff, at=world.now
    )
    waiting = a_claim(world)

    stop(world, Scope.directive(other))

    assert status(world, waiting) == "claimed"


@pytest.mark.parametrize("says", ["everything", "no_contact"])
def test_a_stop_between_claim_and_begin_is_seen(world, says, monkeypatch):
    """Even if cancelling timed out, what was claimed before the stop never begins."""
    waiting = a_claim(world)
    monkeypatch.setattr(withdrawing, "_cancel", lambda *_: (True, ()))

    stop(world, Scope(says))

    with register.locked(world.client.id, practice_id=world.home.id):
        assert not register.begin(waiting)
    assert status(world, waiting) == "cancelled"


def test_a_stop_between_begin_and_hand_off_is_seen(world, monkeypatch):
    """Even if cancelling timed out, what had begun is looked at before it goes."""
    going = a_claim(world, begun=True)
    monkeypatch.setattr(withdrawing, "_cancel", lambda *_: (True, ()))

    stop(world)

    with register.locked(world.client.id, practice_id=world.home.id):
        assert not register.still_in_transit(going)
        assert register.cancel(going)
    assert status(world, going) == "cancelled"


def test_nothing_is_claimed_after_a_stop(world):
    """Whoever comes after the stop finds nothing to claim."""
    stop(world)

    assert a_claim(world) is None


def test_a_stranger_is_not_found(world):
    """Neither another client nor another practice can stop or even see this one."""
    elsewhere = factories.a_member(factories.a_practice(), Role.ADMINISTRATOR)
    other = the_client(world.home.id, uuid.uuid4(), door="portal")

    for by in (elsewhere, other):
        with pytest.raises(UnknownClientError):
            stop(world, by=by)

    assert standing(world).releasable()
    assert outcomes(world) == [("refused", "not_found")]


def test_an_unknown_directive_is_not_found(world):
    """A directive that is not this client's cannot be named."""
    with pytest.raises(UnknownClientError):
        stop(world, Scope.directive(uuid.uuid4()))


def test_a_stop_that_cannot_be_saved_says_so(world, monkeypatch):
    """When the ledger cannot be written the answer says it, and how else to stop."""

    def broken(*_args, **_rest):
        raise OperationalError("the disk is full")

    monkeypatch.setattr(ledger, "add", broken)

    with pytest.raises(NotSavedError) as caught:
        stop(world)

    words = str(caught.value.for_people)
    assert "not saved" in words
    assert "phone" in words
    with practice(world.home.id):
        assert not Suppression.objects.exists()


def test_without_a_record_there_is_no_stop_half_made(world, monkeypatch):
    """If the record cannot be written, neither line nor address stop remains."""

    def broken(*_args, **_rest):
        raise OperationalError("the disk is full")

    monkeypatch.setattr("afterword.audit.services.record", broken)

    with pytest.raises(NotSavedError):
        stop(world)

    with practice(world.home.id):
        assert not LedgerEntry.objects.filter(says="withdrawn").exists()
        assert not Suppression.objects.exists()


def test_a_journal_that_is_gone_does_not_undo_a_stop(world, settings, tmp_path):
    """The stop holds; the answer says what is lacking; administrators know."""
    (tmp_path / "file").write_text("a file where a folder should be")
    settings.JOURNAL = tmp_path / "file" / "journal"

    answer = stop(world)

    assert isinstance(answer, Done)
    assert not answer.journaled
    assert not standing(world).releasable()
    with practice(world.home.id):
        assert Item.objects.filter(kind="journal_not_written").count() == 1
    assert outcomes(world, "consent.journal_failed") == [("failed", "")]


def test_receipts_prove_the_ledger(world):
    """Each line fits the one before; a receipt names a line and all before it."""
    answer = stop(world)

    with practice(world.home.id):
        lines = queries.ledger_of(world.client.id)
        assert queries.first_line_that_does_not_fit(world.client.id) is None
    assert [line.says for line in lines] == ["proposed", "confirmed", "withdrawn"]
    assert lines[-1].receipt == answer.receipt


def test_a_changed_dropped_or_moved_line_is_found(world):
    """A ledger that was tampered with does not fit its receipts any more."""
    stop(world)
    with practice(world.home.id):
        rows = list(LedgerEntry.objects.order_by("sequence"))
    good = [ledger.as_entry(row) for row in rows]
    receipts = [row.receipt for row in rows]
    rows[1].door = "card"
    changed = [good[0], ledger.as_entry(rows[1]), good[2]]

    assert ledger.first_break(good, receipts) is None
    assert ledger.first_break(changed, receipts) == 2
    assert ledger.first_break(good[1:], receipts[1:]) == 1
    assert (
        ledger.first_break(
            [good[0], good[2], good[1]], [receipts[0], receipts[2], receipts[1]]
        )
        == 2
    )
