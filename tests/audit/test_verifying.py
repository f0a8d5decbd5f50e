"""The record is checked by code of its own, which finds every tampering."""

from __future__ import annotations

import json
import random
import secrets
import uuid

import psycopg
import pytest
from django.db import connection

from afterword.audit import services as audit
from afterword.audit.actors import machine
from afterword.audit.sequencing import sequence
from afterword.audit.verifying import verify
from afterword.tenancy import practice
from afterword.vault import ring
from tests.factories import a_practice

pytestmark = pytest.mark.django_db(transaction=True)

SIGNING = secrets.token_bytes(32)
PUBLIC = ring.public_key(SIGNING)


@pytest.fixture
def record(tmp_path):
    """A record of 23 events in three signed stretches, and its notes outside."""
    home = a_practice()
    for stretch in (9, 1, 13):
        with practice(home.id):
            for number in range(stretch):
                audit.record(
                    "test.happened",
                    by=machine(home.id),
                    client=uuid.uuid4(),
                    why="größer \u202e \x7f",
                    number=number,
                    nested={"b": [1, None, True], "a": "x"},
                )
        sequence(home.id, signing=SIGNING, notes=tmp_path)
    return str(home.id), tmp_path


@pytest.fixture
def owner():
    """A connection that may do anything to the tables, as a thief with the disk."""
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        dbname=settings["NAME"],
        user="afterword_owner",
    ) as thief:
        yield thief
        thief.rollback()


def test_an_untouched_record_fits(record, owner):
    """Nothing is named when nothing was touched."""
    home, notes = record

    verdict = verify(owner, home, public=PUBLIC, notes=notes)

    assert verdict.fits, verdict.misfit
    assert verdict.events == 23


def _ids(owner, home):
    rows = owner.execute(
        "SELECT event_id FROM audit_leaf WHERE practice_id = %s ORDER BY position",
        [home],
    )
    return [row[0] for row in rows]


def flip(owner, home, dice):
    column = dice.choice(["why", "outcome", "name", "by_kind", "door"])
    owner.execute(
        f"UPDATE audit_event SET {column} = {column} || 'x' WHERE id = %s",
        [dice.choice(_ids(owner, home))],
    )


def flip_details(owner, home, dice):
    owner.execute(
        "UPDATE audit_event SET details = %s WHERE id = %s",
        [json.dumps({"number": 99}), dice.choice(_ids(owner, home))],
    )


def backdate(owner, home, dice):
    owner.execute(
        "UPDATE audit_event SET at = at - interval '1 microsecond' WHERE id = %s",
        [dice.choice(_ids(owner, home))],
    )


def drop(owner, home, dice):
    owner.execute(
        "DELETE FROM audit_event WHERE id = %s", [dice.choice(_ids(owner, home))]
    )


def drop_with_leaf(owner, home, dice):
    event = dice.choice(_ids(owner, home))
    owner.execute("DELETE FROM audit_event WHERE id = %s", [event])
    owner.execute("DELETE FROM audit_leaf WHERE event_id = %s", [event])


def reorder(owner, home, dice):
    one, two = dice.sample(_ids(owner, home), 2)
    swap = "UPDATE audit_leaf SET position = %s WHERE event_id = %s"
    places = dict(owner.execute("SELECT event_id, position FROM audit_leaf").fetchall())
    owner.execute(swap, [-1, one])
    owner.execute(swap, [places[one], two])
    owner.execute(swap, [places[two], one])


def truncate(owner, home, dice):
    keep = dice.randrange(0, 23)
    owner.execute("DELETE FROM audit_leaf WHERE position >= %s", [keep])
    owner.execute("DELETE FROM audit_checkpoint WHERE size > %s", [keep])


def insert(owner, home, dice):
    """An event slipped in with a leaf of its own at the end of the log."""
    new = uuid.uuid4()
    owner.execute(
        "INSERT INTO audit_event SELECT %s, at, name, by_kind, by_id, by_roles, door, "
        "about_kind, about_id, client_id, outcome, why, details, practice_id "
        "FROM audit_event WHERE id = %s",
        [new, dice.choice(_ids(owner, home))],
    )
    owner.execute(
        "UPDATE audit_leaf SET event_id = %s WHERE position = %s",
        [new, dice.randrange(0, 23)],
    )


def unsign(owner, home, dice):
    owner.execute(
        "UPDATE audit_checkpoint SET root = sha256(root) WHERE practice_id = %s", [home]
    )


MUTATIONS = [
    flip,
    flip_details,
    backdate,
    drop,
    drop_with_leaf,
    reorder,
    truncate,
    insert,
    unsign,
]


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda each: each.__name__)
def test_every_tampering_is_found(record, owner, mutate):
    """Forty random cases of each kind of tampering are all named."""
    home, notes = record
    dice = random.Random(mutate.__name__)
    for _ in range(40):
        with owner.transaction(force_rollback=True):
            mutate(owner, home, dice)
            verdict = verify(owner, home, public=PUBLIC, notes=notes)
        assert not verdict.fits


def test_a_fork_signed_with_the_real_key_is_found_by_the_notes_outside(record, owner):
    """A log rewritten from its start differs from what the notes saw signed."""
    home, notes = record
    owner.execute("DELETE FROM audit_leaf")
    owner.execute("DELETE FROM audit_checkpoint")
    owner.execute("UPDATE audit_event SET why = 'another story'")
    owner.commit()
    elsewhere = notes / "elsewhere"
    sequence(uuid.UUID(home), signing=SIGNING, notes=elsewhere)

    assert verify(owner, home, public=PUBLIC, notes=elsewhere).fits
    assert "differ" in verify(owner, home, public=PUBLIC, notes=notes).misfit


def test_the_first_event_that_does_not_fit_is_named(record, owner):
    """Of two changed events the earlier one is named."""
    home, notes = record
    ids = _ids(owner, home)
    for event in (ids[17], ids[4]):
        owner.execute("UPDATE audit_event SET why = 'x' WHERE id = %s", [event])

    verdict = verify(owner, home, public=PUBLIC, notes=notes)

    assert str(ids[4]) in verdict.misfit
    assert "place 4" in verdict.misfit


def test_the_application_cannot_change_the_record(record):
    """The role that serves may add and read, and nothing else."""
    home, _ = record
    for statement in (
        "UPDATE audit_event SET why = ''",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "DELETE FROM audit_leaf",
    ):
        with (
            pytest.raises(Exception, match="permission denied"),
            practice(uuid.UUID(home)),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
