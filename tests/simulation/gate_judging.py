"""Judge one run of the gate from outside. What is named here broke a promise."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.simulation.watching import Talk

LONGEST = 7.0
"""Five seconds, and what a busy machine adds."""
TOKEN = re.compile(rb"^List-Unsubscribe: <[^>]*/n/([\w-]+)/one-click>", re.MULTILINE)
SAYS = {"everything": "withdrawn", "directive": "withdrawn", "no_contact": "no_contact"}


@dataclass(frozen=True)
class Sent:
    """One message that arrived, joined by its own link to what is on record."""

    talk: Talk
    client: str
    occasion: str
    hand_off: Any
    ruling: Any


class Seen:
    """All that can be seen of a run: files, conversations, tables."""

    def __init__(self, folder: Path, plan: dict[str, Any], talks: list[Talk]) -> None:
        from afterword.consent.models import HandOff

        self.plan, self.talks, self._folder = plan, talks, folder
        self.notes = self.lines("begins")
        self.stops, self.reports = self.lines("stops"), self.lines("reports")
        self.hand_offs = {
            (str(row.client_id), row.occasion): row for row in HandOff.objects.all()
        }
        self.unjoined: list[str] = []
        self.sent = [each for talk in talks if (each := self._join(talk))]

    def lines(self, name: str) -> list[dict[str, Any]]:
        path = self._folder / name
        return [json.loads(x) for x in path.read_text().splitlines()]

    def at_point(self, name: str) -> list[dict[str, Any]]:
        return [line for line in self.notes if line.get("point") == name]

    def ends(self) -> dict[str, float]:
        return {line["occasion"]: line["at"] for line in self.notes if "sent" in line}

    def _join(self, talk: Talk) -> Sent | None:
        """Go from the bytes that arrived to the row and the ruling behind them."""
        from afterword.consent.doors import _hash
        from afterword.consent.models import Key
        from afterword.contact.models import Ruling

        if not talk.raw:
            return None
        token = TOKEN.search(talk.raw)
        key = token and Key.objects.filter(token_hash=_hash(token[1].decode())).first()
        row = key and self.hand_offs.get((str(key.client_id), key.occasion))
        if not row:
            self.unjoined.append("a message that no register row stands behind")
            return None
        ruling = Ruling.objects.filter(pk=row.ruling_id).first()
        return Sent(talk, str(row.client_id), row.occasion, row, ruling)


def wrong(seen: Seen) -> list[str]:
    """Name everything that breaks a promise."""
    return [
        *seen.unjoined,
        *_after_a_stop(seen),
        *_twice(seen),
        *_without_a_ruling(seen),
        *_to_somebody_else(seen),
        *_in_spite_of_a_report(seen),
        *_untrue_rows(seen),
        *_unrecorded(seen),
    ]


def _after_a_stop(seen: Seen) -> list[str]:
    found = []
    ends = seen.ends()
    whose = {address: client for client, address in seen.plan["addresses"].items()}
    for stop in seen.stops:
        theirs = [t for t in seen.talks if whose[t.recipient] == stop["client"]]
        late = [talk for talk in theirs if talk.began > stop["at"]]
        if stop["said"] == "Done" and late:
            found.append("one began after a stop was answered with done")
        went = len(late)
        for sent in (each for each in seen.sent if each.client == stop["client"]):
            was_named = str(sent.hand_off.pk) in stop["hand_offs"]
            was_going = sent.talk.began <= stop["at"] < ends.get(sent.occasion, 0)
            went += was_going
            if sent.talk.began > stop["at"] and not was_named:
                found.append("one began after a stop that did not name it")
            elif ends.get(sent.occasion, 0) > stop["at"] and not was_named:
                found.append("one was on its way and the stop did not say so")
        if went > 1:
            found.append("more than one went out after a stop that spoke of one")
        if stop["said"] != "Done" and not stop["hand_offs"]:
            found.append("a stop named nothing")
        if stop["at"] - stop["asked"] > LONGEST:
            found.append(f"a stop took {stop['at'] - stop['asked']:.1f} seconds")
    return found


def _twice(seen: Seen) -> list[str]:
    begun = Counter(line["occasion"] for line in seen.at_point("hand_off.envelope"))
    came = Counter(sent.occasion for sent in seen.sent)
    found = [f"{n} beginnings of one occasion" for n in begun.values() if n > 1]
    return found + [f"{n} messages of one occasion" for n in came.values() if n > 1]


def _without_a_ruling(seen: Seen) -> list[str]:
    found = []
    for sent in seen.sent:
        ruling, row = sent.ruling, sent.hand_off
        if ruling is None or not ruling.releases:
            found.append("sent without a ruling that releases it")
        elif ruling.outcome not in {"permit", "require"}:
            found.append(f"sent under `{ruling.outcome}`")
        elif (ruling.client_id, ruling.occasion, ruling.purpose) != (
            row.client_id,
            row.occasion,
            row.purpose,
        ):
            found.append("sent under a ruling about something else")
    rulings = Counter(sent.hand_off.ruling_id for sent in seen.sent)
    return found + ["one ruling, two messages" for n in rulings.values() if n > 1]


def _to_somebody_else(seen: Seen) -> list[str]:
    addresses = seen.plan["addresses"]
    return [
        "sent to somebody else's address"
        for sent in seen.sent
        if sent.talk.recipient != addresses[sent.client]
    ]


def _in_spite_of_a_report(seen: Seen) -> list[str]:
    """What was committed before the lock was taken counts when it is held."""
    never = {seen.plan["addresses"][client] for client in seen.plan["never"]}
    found = [
        "sent although it may never go" for t in seen.talks if t.recipient in never
    ]
    came = {sent.occasion for sent in seen.sent}
    known = {line["client"]: line["at"] for line in seen.reports}
    return found + [
        "sent after a death was on record"
        for line in seen.at_point("hand_off.locked")
        if line["at"] > known.get(line["client"], line["at"])
        and line["occasion"] in came
    ]


def _untrue_rows(seen: Seen) -> list[str]:
    from afterword.attention.models import Item

    came = {(sent.client, sent.occasion) for sent in seen.sent}
    waiting = set(
        Item.objects.filter(kind="unknown").values_list("about_id", flat=True)
    )
    found = []
    for key, row in seen.hand_offs.items():
        if row.status == "accepted" and key not in came:
            found.append("accepted but never sent")
        if row.status in {"claimed", "cancelled", "rejected"} and key in came:
            found.append(f"{row.status} but sent")
        if row.status == "unknown" and row.pk not in waiting:
            found.append("unknown, and nobody was told")
        if row.status == "in_transit":
            found.append("in transit for ever")
    return found


def _unrecorded(seen: Seen) -> list[str]:
    from afterword.consent.models import LedgerEntry

    found = []
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    for client, says in LedgerEntry.objects.values_list("client_id", "says"):
        lines[str(client)][says] += 1
    answered = {stop["client"] for stop in seen.stops}
    for client in seen.plan["stopping"]:
        says = SAYS[seen.plan["scopes"][client]["kind"]]
        if client not in answered:
            found.append("a stop was never answered")
        if lines[client][says] != 1:
            found.append(f"a stop stands {lines[client][says]} times in the ledger")
    if any(not stop["journaled"] for stop in seen.stops):
        found.append("a stop is not in the journal")
    return found
