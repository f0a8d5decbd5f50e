"""The journal of stops: on disk before the answer, and back into a restored ledger."""

from __future__ import annotations

import json
import uuid

import pytest
from django.db import connection

from afterword.clinic.services.people import address_index
from afterword.consent import journal, queries, suppression
from afterword.consent import services as consent
from afterword.consent.entries import Entry
from afterword.consent.errors import JournalError
from afterword.consent.models import LedgerEntry
from afterword.consent.scopes import Scope
from afterword.tenancy import practice
from tests import factories


def stop(world, scope=None):
    return consent.withdraw(
        client=world.client.id,
        scope=scope or Scope.everything(),
        by=world.as_client("link"),
        at=world.now,
    )


def file_of(folder):
    (found,) = folder.glob("stops-*.jsonl")
    return found


def standing(world):
    with practice(world.home.id):
        return queries.standing_of(world.client.id)


def only_journaled(world, scope, *, client=None, addresses=()):
    """Write a stop into the journal that the ledger, as restored, does not have."""
    entry = Entry(
        id=uuid.uuid4(),
        client=client or world.client.id,
        sequence=3,
        says=scope.says,
        by_kind="client",
        door="link",
        at=world.now,
        on=world.ended_on,
        directive_id=scope.directive_id,
        scope=scope.to_json(),
    )
    with practice(world.home.id):
        journal.append(entry, addresses or journal.addresses_of(world.client.id))


def test_a_stop_is_in_the_file_when_the_answer_is_given(world, journal_folder):
    """The line is written and the file holds nothing but keyed hashes and codes."""
    stop(world)

    text = file_of(journal_folder).read_text()
    line = json.loads(text)

    assert line["says"] == "withdrawn"
    for secret in (world.client.id, world.home.id, world.directive, world.point.id):
        assert str(secret) not in text
        assert secret.hex not in text
    assert file_of(journal_folder).stat().st_mode & 0o077 == 0


def test_replaying_what_the_ledger_has_changes_nothing(world):
    """Reading the journal again and again adds no line."""
    stop(world)

    for _ in range(2):
        assert journal.replay() == journal.Replayed(0, 0)

    with practice(world.home.id):
        assert LedgerEntry.objects.filter(says="withdrawn").count() == 1


@pytest.mark.parametrize("about", ["everything", "directive"])
def test_a_restored_ledger_gets_its_stops_back(world, about):
    """A stop that a back-up does not know holds again before anything is sent."""
    scope = (
        Scope.everything()
        if about == "everything"
        else Scope.directive(world.directive)
    )
    only_journaled(world, scope)
    assert standing(world).releasable()

    first = journal.replay()
    second = journal.replay()

    assert (first.stops_restored, second.stops_restored) == (1, 0)
    assert not standing(world).releasable()
    with practice(world.home.id):
        assert suppression.is_stopped(bytes(world.point.address_index))


def test_a_stop_of_somebody_the_back_up_does_not_know_holds_for_the_address(world):
    """Somebody who is not in the back-up is not written to after a new import."""
    with practice(world.home.id):
        index = address_index("gone@mail.example")
    only_journaled(world, Scope.everything(), client=uuid.uuid4(), addresses=[index])

    journal.replay()

    with practice(world.home.id):
        assert suppression.is_stopped(index)
    assert standing(world).releasable()


def test_another_practices_lines_are_left_alone(world):
    """A stop of one practice stops nobody in another."""
    elsewhere = factories.a_practice()
    entry_of_theirs = Scope.everything()
    world.home, home = elsewhere, world.home
    only_journaled(world, entry_of_theirs, addresses=[b"x" * 16])
    world.home = home

    journal.replay()

    assert standing(world).releasable()


def test_what_the_journal_lacks_is_written_from_the_ledger(
    world, settings, tmp_path, journal_folder
):
    """A journal that could not be written then gets the stop at the next start."""
    stop(world, Scope.directive(world.directive))
    (tmp_path / "file").write_text("")
    settings.JOURNAL = tmp_path / "file" / "journal"
    assert not stop(world).journaled
    settings.JOURNAL = journal_folder

    assert journal.replay() == journal.Replayed(0, 1)
    assert len(file_of(journal_folder).read_text().splitlines()) == 2


def test_an_empty_journal_beside_stops_freezes(world, settings, tmp_path):
    """A journal whose disk is not mounted looks empty: then nothing is sent."""
    stop(world)
    settings.JOURNAL = tmp_path / "elsewhere"

    with pytest.raises(JournalError, match="empty although"):
        journal.replay()
    assert journal.frozen()
    assert journal.begin_anew().stops_owed == 1
    assert not journal.frozen()


def test_a_new_installation_is_not_frozen(db, journal_folder):
    """With no stop anywhere an empty journal is right."""
    assert not journal.is_replayed()
    assert not journal.frozen()
    assert journal.is_replayed()


def test_a_journal_that_cannot_be_written_freezes(db, settings, tmp_path):
    """Where the next stop could not be kept twice, nothing begins to be sent."""
    (tmp_path / "file").write_text("")
    settings.JOURNAL = tmp_path / "file" / "journal"

    assert journal.frozen()


@pytest.mark.parametrize("how", ["flip", "cut_middle", "forge"])
def test_a_damaged_line_freezes(world, journal_folder, how):
    """A line that does not fit its hash may hide a stop: nothing is sent."""
    stop(world, Scope.directive(world.directive))
    stop(world)
    path = file_of(journal_folder)
    first, second = path.read_text().splitlines()
    damaged = {
        "flip": first.replace('"withdrawn"', '"no_contact"'),
        "cut_middle": first[:-20],
        "forge": json.dumps({**json.loads(first), "client": "0" * 64}),
    }[how]
    path.write_text(f"{damaged}\n{second}\n")

    with pytest.raises(JournalError, match="line 1"):
        journal.replay()
    assert journal.frozen()


@pytest.mark.parametrize("then", ["nothing", "another stop"])
def test_a_line_cut_short_by_a_crash_is_no_damage(world, journal_folder, then):
    """The last line of a crashed process was never answered for."""
    stop(world, Scope.directive(world.directive))
    path = file_of(journal_folder)
    with path.open("a") as file:
        file.write('{"says": "withdr')
    if then == "another stop":
        stop(world)

    assert journal.replay().stops_restored == 0
    assert not journal.frozen()


def test_every_process_reads_it_for_itself(db, journal_folder, monkeypatch):
    """What another process has read thaws nothing here."""
    journal.replay()
    monkeypatch.setattr(journal.os, "getpid", lambda: -1)

    assert not journal.is_replayed()


def test_inside_a_transaction_it_stays_frozen(transactional_db, journal_folder):
    """Replaying needs its own transactions; until it could, nothing is sent."""
    home = factories.a_practice()

    with practice(home.id):
        assert connection.in_atomic_block
        assert journal.frozen()
    assert not journal.frozen()
