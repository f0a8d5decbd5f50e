"""Promises I1, I2 and I3 at the real gate under kill -9, judged from outside.

Eight senders carry out real steps of real agreements against a real mail server that
lets some of them hang; four threads stop clients and one reports deaths. Each is
killed at every point of the gate, the register and the stop.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from afterword.consent import yields as of_register
from afterword.contact import yields as of_gate
from tests.simulation.bouncing import Bouncer
from tests.simulation.gate_judging import Seen, wrong
from tests.simulation.test_claim_and_withdraw import stuck_locks
from tests.simulation.watching import Watching

ROOT = Path(__file__).resolve().parent.parent.parent
CLIENTS = 26
STOPPING = 12
DYING = 4
NEVER = 2
HUNG = slice(1, 3)
HANG = 6.5
"""Seconds for which the mail server keeps some senders waiting: longer than a stop."""
SECONDS = float(os.environ.get("PROVE_SECONDS", "0"))
"""Go on with other seeds for so long: `make prove` asks for it."""
PROVED = os.environ.get("PROVE_GATE", "")
"""A file to which each round adds what it counted."""
KEYS = ("m1", "m2", "m3")
STOP_POINTS = [name for name in of_register.POINTS if name.startswith("withdraw.")]
SEND_POINTS = [
    *(name for name in of_register.POINTS if name.startswith("register.")),
    *of_gate.POINTS,
]


class Run:
    """One run: its plan, and where what it left behind can be read."""

    def __init__(self, folder: Path, seed: int) -> None:
        folder.mkdir()
        self.folder, self.chance = folder, random.Random(seed)
        sends = [f"{name}:1" for name in SEND_POINTS]
        self.chance.shuffle(sends)
        stops = [f"{name}:1" for name in STOP_POINTS]
        stops[1:3] = [f"{each[:-1]}2" for each in stops[1:3]]
        self.plan: dict[str, Any] = {
            "gate": True,
            "seed": seed,
            "pace": 0.12,
            "stop_pace": 2.5,
            "looks": 0.1,
            "insists": 0.1,
            "reporting": 12.0,
            "root": str(ROOT),
            "broken": os.environ.get("AFTERWORD_TEST_BREAK", ""),
            "send_points": sends,
            "stop_points": stops,
        }
        for name in ("begins", "stops", "reports", "summary"):
            self.plan[name] = str(folder / name)
            (folder / name).touch()

    @property
    def summary(self) -> dict[str, Any]:
        return json.loads((self.folder / "summary").read_text())


def people(run: Run) -> None:
    """Let everybody agree; three steps of each are due at this noon."""
    from tests import factories, stories
    from tests.factories import StepTerms

    home = factories.a_practice(is_solo=True)
    steps = tuple(StepTerms(k, "P1M", 3, 7, "outcome_measure", "phq4") for k in KEYS)
    number = count()
    told = [
        stories.an_agreement(
            home=home,
            address=f"jo{next(number)}.{run.plan['seed']}@mail.example",
            terms={"steps": steps},
        )
        for _ in range(CLIENTS)
    ]
    with stories.the_clock_at(stories.FIRST_NOON):
        told[0].plan()
    run.chance.shuffle(told)
    stopping, rest = told[:STOPPING], told[STOPPING:]
    for story in rest[:NEVER]:
        story.report("alive", "confirmed_dead")
    run.plan |= {
        "practice": str(home.id),
        "noon": stories.FIRST_NOON.isoformat(),
        "addresses": _addresses(home),
        "stopping": [str(story.client.id) for story in stopping],
        "scopes": {
            str(story.client.id): _scope(number, str(story.directive))
            for number, story in enumerate(stopping)
        },
        "never": [str(story.client.id) for story in rest[:NEVER]],
        "dying": [str(story.client.id) for story in rest[NEVER : NEVER + DYING]],
        "jobs": [
            {
                "client": str(story.client.id),
                "directive": str(story.directive),
                "step": key,
                "occasion": f"step:{story.directive}:{key}",
            }
            for story in told
            for key in KEYS
        ],
    }
    free = {str(story.client.id) for story in rest[NEVER + DYING :]}
    spare = [job for job in run.plan["jobs"] if job["client"] in free]
    run.plan["kept"] = dict(zip(SEND_POINTS, spare, strict=False))
    assert len(run.plan["kept"]) == len(SEND_POINTS)
    run.plan["hung"] = run.plan["stopping"][HUNG]


def _scope(number: int, directive: str) -> dict[str, str]:
    return (
        {"kind": "everything"},
        {"kind": "directive", "directive": directive},
        {"kind": "no_contact"},
    )[number % 3]


def _addresses(home: Any) -> dict[str, str]:
    from afterword.audit.actors import machine
    from afterword.clinic.models import ContactPoint
    from afterword.tenancy import practice
    from afterword.vault import services as vault

    with practice(home.id):
        points = list(ContactPoint.objects.all())
    plain = vault.open(
        by=machine(home.id), purpose="test", rows=points, fields=["address"]
    )
    return {
        str(point.client_id): str(opened["address"])
        for point, opened in zip(points, plain, strict=True)
    }


def work(run: Run, environment: dict[str, str], sink: Watching) -> None:
    """Let the crew work until all is done."""
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


def try_again(run: Run, settings: Any, sink: Watching) -> list[str]:
    """Ask once more for everything that was begun; nothing may come of it."""
    from uuid import UUID

    from afterword.audit.actors import machine
    from afterword.consent.models import HandOff
    from afterword.contact import services as gate
    from afterword.contact.errors import AlreadyHandledError
    from afterword.followup.models import Step
    from afterword.followup.sending import request_for
    from afterword.tenancy import practice
    from tests import stories

    settings.SMTP_URL = sink.url
    home = UUID(run.plan["practice"])
    at, by, found = stories.FIRST_NOON + timedelta(minutes=30), machine(home), []
    with stories.the_clock_at(at):
        gate.watch(practice_id=home, by=by, at=at)
        with practice(home):
            begun = HandOff.objects.exclude(status="claimed")
            occasions = set(begun.values_list("occasion", flat=True))
        for job in run.plan["jobs"]:
            if job["occasion"] not in occasions:
                continue
            with practice(home):
                step = Step.objects.get(directive_id=job["directive"], key=job["step"])
                request = request_for(step, at=at)
            try:
                gate.carry_out(request=request, by=by, at=at)
                found.append("an occasion was taken up again")
            except AlreadyHandledError:
                pass
    return found


def go_once(run: Run, environment: dict[str, str], settings: Any) -> list[str]:
    """Make the people, let the crew work, and name all that went wrong."""
    from afterword.consent import journal
    from afterword.tenancy import practice

    people(run)
    hung = {run.plan["addresses"][client] for client in run.plan["hung"]}
    with Watching(run.folder / "mail", hung, HANG) as sink:
        work(run, environment, sink)
        found = try_again(run, settings, sink)
    with practice(run.plan["practice"]):
        seen = Seen(run.folder, run.plan, sink.talks)
        found += wrong(seen)
    replayed = journal.replay()
    if replayed.stops_restored or replayed.stops_owed:
        found.append(f"ledger and journal differ: {replayed}")
    missed = {*SEND_POINTS, *STOP_POINTS} - set(run.summary["killed"])
    if missed:
        found.append(f"nobody was killed at {sorted(missed)}")
    if run.summary["failed"]:
        found.append(f"{len(run.summary['failed'])} processes ended with an error")
    if not seen.sent or not seen.reports:
        found.append("nothing was sent, or nothing reported: nothing was tried")
    keep_count(run, seen, found)
    return found


def keep_count(run: Run, seen: Seen, found: list[str]) -> None:
    """Add to a file what this round counted, for the page that says so."""
    if not PROVED:
        return
    line = {
        "seed": run.plan["seed"],
        "clients": CLIENTS,
        "occasions": len(run.plan["jobs"]),
        "stops": len(seen.stops),
        "said": dict(Counter(stop["said"] for stop in seen.stops)),
        "messages": len(seen.sent),
        "crashes": dict(Counter(run.summary["killed"])),
        "rows": dict(Counter(row.status for row in seen.hand_offs.values())),
        "slowest_stop": max(stop["at"] - stop["asked"] for stop in seen.stops),
        "wrong": found,
    }
    with Path(PROVED).open("a") as file:
        file.write(json.dumps(line) + "\n")


@pytest.mark.slow
@pytest.mark.parametrize("way", ["directly", "through pgbouncer"])
def test_the_gate_keeps_its_word_when_it_is_killed(  # noqa: PLR0913 - fixtures
    transactional_db, settings, tmp_path, server, other_process, way
):
    """Killed anywhere, the gate sends nothing after a stop, twice, or unruled."""
    if way != "directly" and not shutil.which("pgbouncer"):
        pytest.skip("NOT RUN: pgbouncer is not installed")
    from afterword.consent import journal

    settings.JOURNAL = tmp_path / "journal"
    assert not journal.frozen()
    name = other_process["AFTERWORD_DATABASE_NAME"]
    environment = {**other_process, "AFTERWORD_JOURNAL": str(tmp_path / "journal")}
    started, broke = time.monotonic(), []

    with Bouncer(server, name, on=way != "directly") as bouncer:
        for seed in count(20261123 + 10_000 * (way != "directly")):
            run = Run(tmp_path / str(seed), seed)
            broke += go_once(run, {**environment, **bouncer.environment}, settings)
            if stuck_locks(server, name):
                broke.append("a lock is stuck")
            if broke or time.monotonic() - started >= SECONDS / 2:
                break

    assert broke == []
