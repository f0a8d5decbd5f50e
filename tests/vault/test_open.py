"""No record, no read: plain text comes only after its line in the record."""

from __future__ import annotations

import pytest
from django.db import connection, connections

from afterword.audit import services as audit
from afterword.audit.models import Event
from afterword.tenancy import OutsidePracticeError, practice
from afterword.vault import keys
from afterword.vault import services as vault
from afterword.vault.fields import DataClass
from tests.factories import a_client, a_member, a_practice

CANARY = "Canary Plainly-Invented"


@pytest.fixture
def home(transactional_db):
    return a_practice()


@pytest.fixture
def by(home):
    return a_member(home)


@pytest.fixture
def client(home):
    made = a_client(home)
    with practice(home.id):
        vault.seal(made, name=CANARY)
        made.save()
    return made


def test_opening_writes_who_and_why_first(home, by, client):
    """The line names actor, purpose, columns and client, and nothing that was read."""
    opened = vault.open(by=by, purpose="test", rows=[client], fields=["name"])

    assert opened == [{"name": CANARY}]
    with practice(home.id):
        line = Event.objects.get(name="vault.opened")
    assert (line.by_id, line.why, line.client_id) == (by.id, "test", client.pk)
    assert line.details["fields"] == ["name"]
    assert CANARY not in str(vars(line))


def test_without_the_record_nothing_is_read(by, client, monkeypatch):
    """When the line cannot be written, no key is even fetched."""
    fetched = []
    monkeypatch.setattr(keys, "of", lambda *a: fetched.append(a) or {})

    def broken(lines):
        raise OSError("disk full")

    monkeypatch.setattr(audit, "record_many", broken)

    with pytest.raises(OSError, match="disk full"):
        vault.open(by=by, purpose="test", rows=[client], fields=["name"])

    assert not fetched


def test_without_the_commit_nothing_is_read(by, client, monkeypatch):
    """A line that is written but does not commit opens nothing either."""
    wrapper = connections["default"]
    fetched = []
    monkeypatch.setattr(keys, "of", lambda *a: fetched.append(a) or {})

    def refused(self):
        self.rollback()
        raise OSError("server gone")

    monkeypatch.setattr(type(wrapper), "commit", refused)

    with pytest.raises(OSError, match="server gone"):
        vault.open(by=by, purpose="test", rows=[client], fields=["name"])

    assert not fetched


def test_inside_another_transaction_nothing_is_opened(home, by, client):
    """Its line would not have committed before the text is read."""
    with practice(home.id), pytest.raises(RuntimeError, match="durable"):
        vault.open(by=by, purpose="test", rows=[client], fields=["name"])


def test_erasing_destroys_the_key_and_the_text_is_gone(home, by, client):
    """What was sealed reads as nothing, everywhere and at once."""
    with practice(home.id):
        assert keys.destroy(client.pk, DataClass.CHART) == 1

    opened = vault.open(by=by, purpose="test", rows=[client], fields=["name"])

    assert opened == [{"name": None}]


def test_nobody_reads_a_name_from_the_table(client):
    """The columns hold no canary, nor does any other table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, date_of_birth FROM clinic_client")
        assert cursor.fetchall() == []  # and without a practice there is no row at all
    assert CANARY.encode() not in bytes(client.name)


def test_rows_are_read_inside_a_practice_only(client):
    """Forgetting the practice is an error, not an empty page."""
    with pytest.raises(OutsidePracticeError):
        list(type(client).objects.all())
