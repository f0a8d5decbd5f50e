"""The disk of the journal is full: a stop holds, nothing is sent, and it is named.

A mail server that is dead is drilled in tests/followup/test_sweep.py (it waits and
says why, then goes once) and tests/contact/test_carry_out.py (never twice).
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client as Web

from afterword.config import operations
from afterword.consent import journal, queries
from afterword.contact import services as contact
from afterword.contact.errors import FrozenError
from afterword.followup import services
from afterword.followup.board import board
from afterword.tenancy import practice
from tests.portal.people import a_visitor, words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def small_disk():
    """A disk of its own with two megabytes; only root can have one made."""
    folder = Path(tempfile.mkdtemp(prefix="aw-disk-"))
    made = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        folder.rmdir()
        pytest.skip("not run on a full disk: no disk can be made here")
    yield folder
    subprocess.run(["/bin/umount", folder], check=True)
    folder.rmdir()


@contextmanager
def no_byte_more():
    """Let the kernel refuse whatever this process writes to a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@contextmanager
def full(folder):
    """Fill a disk to its last byte."""
    path = folder / "other"
    with path.open("wb", buffering=0) as file:
        for size in (65536, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        path.unlink()


@pytest.fixture
def jo(transactional_db, hands, sink, settings, tmp_path):
    """Somebody to whom a note is due today."""
    settings.JOURNAL = tmp_path / "journal"
    return a_visitor(home_values={"phone": "+1 415 555 0100"})


def standing(jo):
    with practice(jo.home):
        return queries.standing_of(jo.client)


def waits(jo, hands) -> str:
    return next(r.because for r in board(jo.home, at=hands.now) if r.key == "m1")


def test_a_stop_holds_when_the_kernel_refuses_to_write(jo, settings):
    """In the ledger, told truthfully; the journal gets it when it can be written."""
    Web().post("/stop", {"code": a_visitor(address="lu@mail.example").card})
    assert not journal.frozen()

    with no_byte_more():
        answer = Web().post("/stop", {"code": jo.card})

    assert answer.status_code == 303
    assert "Done. You will get no more messages." in words(
        Web().get(answer["Location"])
    )
    assert standing(jo).stopped_everything
    assert journal.settle()
    assert len(journal._read_all()) == 2


def test_on_a_full_disk_nothing_is_sent_and_the_stop_holds(
    jo, small_disk, settings, hands, sink
):
    """It waits for the disk, the board says so; then the journal is paid first."""
    other = a_visitor(address="ann@mail.example")
    settings.JOURNAL = small_disk / "journal"
    Web().post("/stop", {"code": a_visitor(address="lu@mail.example").card})
    assert not journal.frozen()

    with full(small_disk):
        answer = Web().post(f"/n/{jo.link}/stop")
        services.sweep(other.home, at=hands.now)
        assert sink.messages() == []
        assert waits(other, hands) == "frozen"
        with pytest.raises(FrozenError):
            contact.check_way_out()
    assert answer.status_code == 303
    assert standing(jo).stopped_everything

    services.sweep(other.home, at=hands.now)
    services.sweep(jo.home, at=hands.now)
    assert [m.recipients for m in sink.messages()] == [("ann@mail.example",)]
    assert len(journal._read_all()) == 2


def test_the_doctor_names_a_full_disk(small_disk, monkeypatch):
    """And says what to do."""
    monkeypatch.setenv("AFTERWORD_JOURNAL", str(small_disk))

    with full(small_disk), pytest.raises(operations.OperationError) as told:
        operations._look_journal()

    assert os.strerror(28) in told.value.for_people
    assert "Make room there" in told.value.for_people
    assert list(small_disk.iterdir()) == []
