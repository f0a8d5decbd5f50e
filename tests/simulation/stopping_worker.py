"""Senders and stoppers that are killed wherever it could hurt. Run as a program.

It reads a plan, forks eight senders and one stopper with four threads, kills each at
the points that the plan names, starts another in its place, and ends when all is
done. What it did is written to files; it judges nothing.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import sys
import threading
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django

SENDERS = 8
STOPPERS = 4
WITHIN = 120.0
TRIES = 2
"""So often is a point tried again when a process ended before it came by."""


class Notes:
    """Lines appended to one file by many processes, each in one write."""

    def __init__(self, path: Path) -> None:
        self.fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, **line: Any) -> None:
        os.write(self.fd, json.dumps(line).encode() + b"\n")


def send_all(plan: dict[str, Any], seed: int, notes: Notes) -> None:
    """Try to hand over every contact there is, in an order of its own."""
    from afterword.carriers import smtp
    from afterword.carriers.route import Route

    route = Route.parse(plan["smtp"])
    jobs, chance = list(plan["jobs"]), random.Random(seed)
    chance.shuffle(jobs)
    jobs.sort(key=lambda job: job["client"] not in plan["hung"])
    hand_over = partial(smtp.hand_over, route=route)

    def rest() -> None:
        time.sleep(chance.uniform(0, plan["pace"]))

    if plan.get("gate"):
        from tests.simulation import gate_work

        gate_work.send_each(plan, jobs, notes, chance)
        return
    for job in jobs:
        _send(plan, job, notes, rest, hand_over)


def _send(
    plan: dict[str, Any],
    job: dict[str, str],
    notes: Notes,
    rest: Callable[[], None],
    hand_over: Callable[..., Any],
) -> None:
    from afterword.audit.actors import machine
    from afterword.consent import register
    from afterword.consent.yields import reached

    home, client = uuid.UUID(plan["practice"]), uuid.UUID(job["client"])

    def held():
        return register.locked(client, practice_id=home)

    with held():
        made = register.claim(
            client=client,
            occasion=job["occasion"],
            ruling_id=uuid.uuid4(),
            purpose="outcome_measure",
            directive_id=uuid.UUID(job["directive"]),
            contact_point_id=uuid.UUID(job["point"]),
            by=machine(home),
        )
    if made is None:
        return
    rest()
    with held():
        if not register.begin(made):
            return
    rest()

    def begins() -> None:
        notes.write(
            begins=str(made.pk),
            client=job["client"],
            occasion=job["occasion"],
            at=time.monotonic(),
        )
        reached("test.sending")

    with held():
        if not register.still_in_transit(made):
            register.cancel(made)
            return
        result = hand_over(
            sender=f"{made.pk.hex}@note.example",
            recipient=f"{client.hex}@mail.example",
            message=b"Subject: note\r\n\r\n" + job["occasion"].encode() + b"\r\n",
            on_begin=begins,
        )
        notes.write(ends=str(made.pk), at=time.monotonic())
        register.finish(made, result.kind)


def stop_all(plan: dict[str, Any], seed: int, notes: Notes) -> None:
    """Stop everybody on the list that was not answered yet, from four threads."""
    path = Path(plan["stops"])
    lines = path.read_text().splitlines() if path.exists() else []
    answered = {json.loads(line)["client"] for line in lines}
    left = deque(each for each in plan["stopping"] if each not in answered)
    threads = [
        threading.Thread(target=_stop, args=(plan, left, seed + n, notes))
        for n in range(STOPPERS)
    ]
    if plan.get("gate"):
        from tests.simulation import gate_work

        threads.append(threading.Thread(target=gate_work.report_deaths, args=(plan,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _stop(plan: dict[str, Any], left: deque[str], seed: int, notes: Notes) -> None:
    from django.db import connection

    from afterword import clock
    from afterword.audit.actors import the_client
    from afterword.consent import services as consent

    home, chance = uuid.UUID(plan["practice"]), random.Random(seed)
    while left:
        try:
            client = left.popleft()
        except IndexError:
            break
        time.sleep(chance.uniform(0, plan["stop_pace"]))
        asked = time.monotonic()
        answer = consent.withdraw(
            client=uuid.UUID(client),
            scope=consent.Scope.from_json(
                plan.get("scopes", {}).get(client, {"kind": "everything"})
            ),
            by=the_client(home, uuid.UUID(client), door="link"),
            at=clock.now(),
        )
        notes.write(
            client=client,
            said=type(answer).__name__,
            hand_offs=[str(each) for each in getattr(answer, "hand_offs", ())],
            journaled=answer.journaled,
            asked=asked,
            at=time.monotonic(),
        )
    connection.close()


class Crew:
    """The processes that run, and the points at which they are still to be killed."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.running: dict[int, tuple[str, str]] = {}
        self.points = {kind: deque(plan[f"{kind}_points"]) for kind in ("send", "stop")}
        self.tried: Counter[str] = Counter()
        self.killed: list[str] = []
        self.failed: list[int] = []
        self.started = 0
        self.is_over = False

    def start(self, kind: str) -> None:
        """Fork one process, to be killed at the next point of its kind."""
        at = self.points[kind].popleft() if self.points[kind] else ""
        self.started += 1
        pid = os.fork()
        if pid:
            self.running[pid] = (kind, at)
            return
        code = 1
        try:
            _work(self.plan, kind, at, self.started)
            code = 0
        finally:
            os._exit(code)

    def wait(self) -> None:
        """Wait for one to end; start another where there is more to do."""
        pid, status = os.wait()
        kind, at = self.running.pop(pid)
        was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if was_killed and at:
            self.killed.append(at.partition(":")[0])
        elif not was_killed and os.waitstatus_to_exitcode(status) != 0:
            self.failed.append(status)
        elif not was_killed and at:  # it found nothing left to do there: once more
            self._once_more(kind, at)
        if not self.is_over and (was_killed or self.points[kind]):
            self.start(kind)

    def _once_more(self, kind: str, at: str) -> None:
        name = at.partition(":")[0]
        if self.tried[name] < TRIES:
            self.tried[name] += 1
            self.points[kind].appendleft(f"{name}:1")

    def end(self) -> None:
        self.is_over = True
        for pid in self.running:
            os.kill(pid, signal.SIGKILL)


def _work(plan: dict[str, Any], kind: str, at: str, seed: int) -> None:
    from afterword.consent import yields

    os.environ["AFTERWORD_YIELDS"] = at
    importlib.reload(yields)
    work, notes = (
        (send_all, Notes(Path(plan["begins"])))
        if kind == "send"
        else (stop_all, Notes(Path(plan["stops"])))
    )
    work(plan, plan["seed"] * 1000 + seed, notes)


def main() -> int:
    plan = json.loads(Path(sys.argv[1]).read_text())
    sys.path.insert(0, plan["root"])
    django.setup()
    from afterword.consent.services import withdraw  # noqa: F401 - before the forks

    if plan.get("gate"):
        from tests.simulation import gate_work

        gate_work.prepare(plan)
    if broken := plan.get("broken"):
        from tests.simulation import broken_controls

        getattr(broken_controls, broken)()
    crew = Crew(plan)
    signal.signal(signal.SIGALRM, lambda *_: crew.end())
    signal.alarm(int(WITHIN))
    for _ in range(SENDERS):
        crew.start("send")
    crew.start("stop")
    while crew.running:
        crew.wait()
    Path(plan["summary"]).write_text(
        json.dumps({"killed": crew.killed, "failed": crew.failed})
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
