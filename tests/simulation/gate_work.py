"""What senders do at the real gate, and one who reports deaths. It judges nothing."""

from __future__ import annotations

import json
import os
import random
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

NOTED = frozenset({"letter.made", "hand_off.locked", "hand_off.envelope"})
RESTS = frozenset({"claim.committed", "begin.committed", "letter.made"})
ENDS = "hand_off.sent"
A_WHILE = 1.2
"""Seconds for which a letter to somebody whose death is reported lies ready."""
ABANDONED = timedelta(seconds=9)
"""Longer than the mail server keeps anybody waiting; the rest is not waited for."""

_job: dict[str, Any] = {}


def prepare(plan: dict[str, Any]) -> None:
    """Set this process up before it forks: the day, the mail server, the points."""
    from django.conf import settings

    from afterword import clock
    from afterword.consent import register, yields
    from afterword.contact import services as gate
    from afterword.contact.weighing import book

    noon, then = datetime.fromisoformat(plan["noon"]), time.monotonic()
    clock.now = lambda: noon + timedelta(seconds=time.monotonic() - then)
    settings.SMTP_URL = plan["smtp"]
    settings.MAIL_FROM = "note@example.org"
    settings.PUBLIC_URL = "https://note.example.org"
    register.ABANDONED_AFTER = ABANDONED
    book()

    def reached(name: str) -> None:
        at = time.monotonic()
        job = {key: _job[key] for key in ("client", "occasion")}
        if name in NOTED:
            _job["notes"].write(point=name, at=at, **job)
        if name == ENDS:
            _job["notes"].write(sent=True, at=at, **job)
        yields.reached(name)
        if name in RESTS:
            time.sleep(_job["chance"].uniform(0, plan["pace"]))
        if name == "letter.made" and job["client"] in plan["dying"]:
            time.sleep(A_WHILE)

    gate.reached = reached


def send_each(
    plan: dict[str, Any], jobs: list[dict[str, str]], notes: Any, chance: random.Random
) -> None:
    """Ask the gate to carry out each contact; now and then look for lost ones.

    One contact is kept for each point, so that whoever is to be killed there comes by.
    """
    from afterword import clock
    from afterword.audit.actors import machine
    from afterword.consent import register
    from afterword.contact import services as gate
    from afterword.contact.errors import GateError
    from afterword.followup.models import Step
    from afterword.followup.sending import request_for
    from afterword.tenancy import practice

    home = uuid.UUID(plan["practice"])
    kept = list(plan["kept"].values())
    mine = plan["kept"].get(os.environ["AFTERWORD_YIELDS"].partition(":")[0])
    for job in [each for each in jobs if each not in kept] + [mine] * bool(mine):
        if job["occasion"] in _over(plan) and chance.random() > plan["insists"]:
            continue
        _job.update(job, notes=notes, chance=chance)
        with practice(home):
            step = Step.objects.get(directive_id=job["directive"], key=job["step"])
            request = request_for(step, at=clock.now())
        try:
            made = gate.carry_out(request=request, by=machine(home), at=clock.now())
            came = made.status
        except GateError as error:
            came = error.code
        notes.write(came=came, client=job["client"], occasion=job["occasion"])
        if chance.random() < plan["looks"]:
            register.sweep_unknown(home, older=timedelta(seconds=1))


def report_deaths(plan: dict[str, Any]) -> None:
    """Report each death as soon as a letter to that person lies ready."""
    from django.db import connection

    from afterword import clock
    from afterword.audit.actors import machine
    from afterword.clinic.services.reports import report
    from tests.simulation.stopping_worker import Notes

    home, notes = uuid.UUID(plan["practice"]), Notes(Path(plan["reports"]))
    told = {line["client"] for line in _lines(plan["reports"])}
    end = time.monotonic() + plan["reporting"]
    while told != set(plan["dying"]) and time.monotonic() < end:
        ready = {
            line["client"]
            for line in _lines(plan["begins"])
            if line.get("point") == "letter.made"
        }
        for client in sorted(ready & set(plan["dying"]) - told):
            report(
                client=uuid.UUID(client),
                name="alive",
                value="reported_dead",
                as_of=clock.today(),
                by=machine(home),
                at=clock.now(),
            )
            notes.write(client=client, at=time.monotonic())
            told.add(client)
        time.sleep(0.1)
    connection.close()


def _over(plan: dict[str, Any]) -> set[str]:
    """Name what somebody has tried to the end; most of it need not be tried again."""
    return {line["occasion"] for line in _lines(plan["begins"]) if "came" in line}


def _lines(path: str) -> list[dict[str, Any]]:
    """Read the whole lines of a file that others write."""
    if not Path(path).exists():
        return []
    whole, _, _ = Path(path).read_text().rpartition("\n")
    return [json.loads(line) for line in whole.splitlines()]
