"""Promises I2 and I3 under kill -9: eight senders, four stoppers, a real mail server.

Everything is judged from outside: by what the mail server received, by when a sender
began, by what a stopper was told, and by the tables afterwards.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from afterword import postgres

ROOT = Path(__file__).resolve().parent.parent.parent
CLIENTS = 45
STOPPING = 30
HUNG = slice(2, 6)
LONGEST = 7.0
"""Five seconds, and what a busy machine adds."""
HANG = 7.0
"""Seconds for which the mail server keeps some senders waiting: longer than a stop."""

SEND_POINTS = [
    "register.locked:2",
    "register.claimed:1",
    "register.claimed:4",
    "register.begun:1",
    "register.begun:3",
    "register.looked_again:2",
    "test.sending:1",
    "test.sending:3",
    "register.finished:2",
    "register.locked:7",
]
STOP_POINTS = [
    "withdraw.asked:2",
    "withdraw.ledger_written:2",
    "withdraw.ledger_committed:2",
    "withdraw.journaled:2",
    "withdraw.cancelling:2",
    "withdraw.cancelled:2",
]


class Run:
    """One run: what was planned, and everything that can be seen afterwards."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.plan = {
            "seed": seed,
            "pace": 0.12,
            "stop_pace": 0.7,
            "root": str(ROOT),
            "broken": os.environ.get("AFTERWORD_TEST_BREAK", ""),
            "send_points": SEND_POINTS,
            "stop_points": STOP_POINTS,
        }
        for name in ("begins", "stops", "summary"):
            self.plan[name] = str(folder / name)

    def lines(self, name: str) -> list[dict]:
        path = self.folder / name
        return [json.loads(x) for x in path.read_text().splitlines()]

    @property
    def begins(self) -> list[dict]:
        return [line for line in self.lines("begins") if "begins" in line]

    @property
    def ends(self) -> dict[str, float]:
        """When the mail server had answered, for each that was not killed before."""
        lines = self.lines("begins")
        return {line["ends"]: line["at"] for line in lines if "ends" in line}

    @property
    def stops(self) -> list[dict]:
        return self.lines("stops")

    @property
    def summary(self) -> dict:
        return json.loads((self.folder / "summary").read_text())


def people(run: Run) -> list[str]:
    """Make the clients, each with an agreement and three contacts that are due."""
    from afterword import clock
    from afterword.audit.actors import Role
    from tests import factories

    home = factories.a_practice()
    staff = factories.a_member(home, Role.CLINICIAN)
    clinician = factories.a_clinician(home, staff)
    ended_on = clock.today("America/Los_Angeles")
    run.plan["practice"] = str(home.id)
    run.plan["jobs"] = []
    ids = []
    for _ in range(CLIENTS):
        client = factories.a_client(home, clinician, ended_on=ended_on)
        point = factories.an_email(client)
        directive = factories.confirmed_directive(
            client, clinician, point, by=staff, ended_on=ended_on
        )
        ids.append(str(client.id))
        run.plan["jobs"] += [
            {
                "client": str(client.id),
                "directive": str(directive),
                "point": str(point.id),
                "occasion": f"step:{directive}:{key}",
            }
            for key in ("m1", "m3", "m6")
        ]
    return ids


def a_sink(folder: Path, hung: set[str]):
    """Give a real mail server that keeps some conversations waiting."""
    from afterword.carriers.sink import Sink

    class Slow(Sink):
        def store(self, sender: str, recipients: list[str], raw: bytes) -> Path:
            if recipients[0].partition("@")[0] in hung:
                hung.discard(recipients[0].partition("@")[0])
                time.sleep(HANG)
            return super().store(sender, recipients, raw)

    return Slow(folder)


def carry_out(run: Run, environment: dict[str, str], ids: list[str]) -> list:
    """Let the crew work against the mail server, and give what it received."""
    run.plan["stopping"] = random.Random(run.plan["seed"]).sample(ids, STOPPING)
    run.plan["hung"] = run.plan["stopping"][HUNG]
    hung = {each.replace("-", "") for each in run.plan["hung"]}
    with a_sink(run.folder / "mail", hung) as sink:
        run.plan["smtp"] = sink.url
        path = run.folder / "plan.json"
        path.write_text(json.dumps(run.plan))
        done = subprocess.run(
            [sys.executable, str(ROOT / "tests/simulation/stopping_worker.py"), path],
            env={**environment, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=150,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        time.sleep(0.3)  # the server reads what a killed sender left behind
        return sink.messages()


def wrong(run: Run, received: list, practice_id: str) -> list[str]:
    """Name everything that breaks a promise."""
    return [
        *_sent_after_a_stop(run),
        *_sent_twice(run, received),
        *_not_recorded(run, practice_id),
        *_untrue_rows(run, received, practice_id),
    ]


def _sent_after_a_stop(run: Run) -> list[str]:
    found = []
    ends = run.ends
    for stop in run.stops:
        named = 0
        theirs = [each for each in run.begins if each["client"] == stop["client"]]
        for begin in theirs:
            if begin["begins"] in stop["hand_offs"]:
                named += ends.get(begin["begins"], 0) > stop["at"]
            elif begin["at"] > stop["at"]:
                found.append("one began after a stop was answered")
            elif ends.get(begin["begins"], 0) > stop["at"]:
                found.append("one was on its way and the stop did not say so")
        if named > 1:
            found.append("more than one went out after a stop that spoke of one")
        if stop["at"] - stop["asked"] > LONGEST:
            found.append(f"a stop took {stop['at'] - stop['asked']:.1f} seconds")
    return found


def _sent_twice(run: Run, received: list) -> list[str]:
    begun = Counter((each["client"], each["occasion"]) for each in run.begins)
    came = Counter(message.raw for message in received)
    found = [f"{n} beginnings of one occasion" for n in begun.values() if n > 1]
    return found + [f"{n} messages of one occasion" for n in came.values() if n > 1]


def _not_recorded(run: Run, practice_id: str) -> list[str]:
    from afterword.consent import journal
    from afterword.consent.models import LedgerEntry
    from afterword.tenancy import practice

    with practice(practice_id):
        stopped = LedgerEntry.objects.filter(says="withdrawn")
        in_ledger = Counter(str(c) for c in stopped.values_list("client_id", flat=True))
    found = [f"{len(run.stops)} answers"] if len(run.stops) != STOPPING else []
    found += [
        f"a stop stands {in_ledger[client]} times in the ledger"
        for client in run.plan["stopping"]
        if in_ledger[client] != 1
    ]
    if any(not stop["journaled"] for stop in run.stops):
        found.append("a stop is not in the journal")
    replayed = journal.replay()
    if replayed.stops_restored or replayed.stops_owed:
        found.append(f"ledger and journal differ: {replayed}")
    return found


def _untrue_rows(run: Run, received: list, practice_id: str) -> list[str]:
    from afterword.consent.models import HandOff
    from afterword.tenancy import practice

    with practice(practice_id):
        rows = {row.pk.hex: row.status for row in HandOff.objects.all()}
    came = {message.sender.partition("@")[0] for message in received}
    found = [f"{rows[each]} but sent" for each in came if rows[each] == "cancelled"]
    found += [
        "accepted but never sent"
        for each, status in rows.items()
        if status == "accepted" and each not in came
    ]
    return found


def stuck_locks(server: postgres.Server, name: str) -> int:
    with psycopg.connect(server.dsn(postgres.APP, name)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
            "WHERE l.locktype = 'advisory' AND d.datname = current_database()"
        ).fetchone()
    return row[0]


@pytest.fixture
def run(transactional_db, settings, tmp_path) -> Run:
    """Give a run with its people made and its journal in place."""
    from afterword.consent import journal

    settings.JOURNAL = tmp_path / "journal"
    found = Run(tmp_path, seed=20261123)
    assert not journal.frozen()
    return found


@pytest.mark.slow
def test_no_send_after_a_stop_and_none_twice(run, server, other_process):
    """Killed at every point, nothing is sent after a stop, twice, or unrecorded.

    The register alone; the whole gate, also through pgbouncer, is in test_the_gate.
    """
    ids = people(run)
    name = other_process["AFTERWORD_DATABASE_NAME"]
    environment = {**other_process, "AFTERWORD_JOURNAL": str(run.folder / "journal")}
    received = carry_out(run, environment, ids)
    stuck = stuck_locks(server, name)

    assert wrong(run, received, run.plan["practice"]) == []
    assert stuck == 0
    assert received
    assert not run.summary["failed"]
    points = {point.partition(":")[0] for point in SEND_POINTS + STOP_POINTS}
    assert set(run.summary["killed"]) == points
