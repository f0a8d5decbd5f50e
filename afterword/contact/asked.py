"""One stored ruling as it is talked over: what would be settled, and by whom not.

It reads and checks; it settles nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from afterword.accounts.models import Membership
from afterword.audit.actors import Actor, Role
from afterword.clinic.models import Client, Clinician
from afterword.contact.errors import NotToSettleError, OutdatedError
from afterword.contact.models import Consultation, Ruling, Settlement
from afterword.contact.settled import PICKS, has_news
from afterword.contact.weighing import book
from afterword.rules import deciding
from afterword.rules.asking import read_facts
from afterword.rules.combining import Line
from afterword.rules.deciding import Decision, decide, made_on
from afterword.rules.facts import Facts
from afterword.tenancy import current_practice, practice
from afterword.vault import services as vault

SETTLERS: Final = (Role.SUPERVISOR, Role.COMPLIANCE)
"""Roles that settle questions. Never one's own, whatever the role."""
ASKERS: Final = (Role.CLINICIAN, Role.SUPERVISOR)
COLLISION: Final = "collision"
_TALKS: Final = frozenset({"consult", COLLISION})
"""Lines of the combination that a talk can settle. Danger waits for nobody's word."""


@dataclass(frozen=True)
class Asked:
    """What one ruling that waits for a talk rests on."""

    ruling: Ruling
    facts: Facts
    plain: Mapping[str, Any]

    @property
    def is_collision(self) -> bool:
        """Say whether a duty and a bar meet in it."""
        return bool(self.plain["reason"] == COLLISION)

    @property
    def rules(self) -> list[str]:
        """Name the rules that want it talked over, or that meet here."""
        return [each["rule"] for each in self.plain["because_of"]]

    @property
    def duty_on(self) -> date | None:
        """Give the day by which a duty must be done, where there is one."""
        days = [each["due_on"] for each in self.plain.get("duties", ())]
        return min((date.fromisoformat(day) for day in days if day), default=None)

    @property
    def in_doubt(self) -> frozenset[str]:
        """Name the rules that may apply, where a fact is missing that decides it."""
        findings = decide(self.facts, book(), on=self.ruling.on).findings
        return frozenset(f.rule.id for f in findings if f.doubtful and not f.fired)

    @property
    def to_be_done(self) -> tuple[str, ...]:
        """Name what the rules want done beforehand, by people, beside the talk."""
        known = book()
        wanted = {
            name
            for rule in self.rules
            if rule in known.rules and known.rules[rule].effect != "require"
            for name in known.rules[rule].obligations
            if known.vocabulary.obligations[name].met_by == "recorded"
        }
        return tuple(sorted(wanted))


def opened(ruling: UUID, *, by: Actor, purpose: str) -> Asked:
    """Open a ruling that asks for a talk. The record says so first."""
    with practice(by.practice):
        row = Ruling.objects.filter(pk=ruling).first()
    if row is None:
        raise NotToSettleError(ruling)
    (text,) = vault.open(by=by, purpose=purpose, rows=[row], fields=["facts", "answer"])
    if text["facts"] is None or text["answer"] is None:
        raise NotToSettleError(ruling)
    plain = json.loads(text["answer"])
    if plain["reason"] not in _TALKS:
        raise NotToSettleError(ruling)
    facts = read_facts(json.loads(text["facts"]), book().vocabulary, on=row.on)
    return Asked(row, facts, plain)


def check_current(asked: Asked) -> None:
    """Refuse what would settle yesterday's facts or editions. In an open practice."""
    now = {pack.id: pack.hash for pack in book().packs}
    row = asked.ruling
    changed = any(
        now.get(pack) != edition for pack, edition in asked.plain["packs"].items()
    )
    news = has_news(row.client_id, row.sender_id, since=row.at, words=book().vocabulary)
    if changed or news:
        raise OutdatedError(f"ruling `{row.pk}` rests on what is no longer so")


def gives_way(asked: Asked, *, on: date) -> bool:
    """Ask the engine whether a settlement would change its answer on a day."""
    line = after_talking(asked, on=on).line
    if asked.is_collision:
        return line is Line.SETTLED_COLLISION
    return line not in (Line.CONSULT, Line.COLLISION)


def after_talking(asked: Asked, *, on: date) -> Decision:
    """Work out what would be left to answer if it were settled. It settles nothing."""
    trial = deciding.Settlement(
        id="trial",
        rules=frozenset(asked.rules),
        purpose=asked.ruling.purpose,
        until=on,
        by="",
        facts_hash=made_on(asked.facts),
        editions=asked.plain["packs"],
    )
    return decide(asked.facts, book(), on=on, settlements=[trial])


def involved(ruling: Ruling) -> frozenset[UUID]:
    """Name who asked, and for whom it would go: none of them settles it alone."""
    people = {ruling.asked_by}
    asked = Consultation.objects.filter(ruling=ruling).values_list("asked_by")
    people |= {who for (who,) in asked}
    sender = Clinician.objects.filter(pk__in=[ruling.sender_id])
    people |= {who for (who,) in sender.values_list("user_id")}
    return frozenset(who for who in people if who is not None)


def settlers() -> list[UUID]:
    """Name everybody who settles questions in the open practice."""
    members = Membership.objects.filter(
        practice=current_practice(), left_at__isnull=True
    )
    return [one.user_id for one in members if one.actor().has(*SETTLERS)]


def who_settles(ruling: Ruling) -> list[UUID]:
    """Name those who may settle this one. Inside an open practice only."""
    own = involved(ruling)
    return [one for one in settlers() if one not in own]


def may_say(
    by: Actor, ruling: Ruling, lines: Sequence[Settlement], *, collision: bool
) -> bool:
    """Say whether somebody may settle it now.

    Where two must agree, who asked may be the second of them, and never the first.
    """
    if by.id is None or not by.has(*SETTLERS, *ASKERS):
        return False
    own = involved(ruling)
    if by.id not in own:
        return by.has(*SETTLERS)
    return collision and any(
        line.verdict in PICKS and line.by_id not in own for line in lines
    )


def is_alone(ruling: Ruling, *, on: date) -> bool:
    """Say whether at most one clinician works here on a day, and nobody else settles.

    What a practice says of itself does not count. Inside an open practice only.
    """
    here = Clinician.objects.exclude(left_on__lte=on)
    return here.count() <= 1 and not who_settles(ruling)


def asker_of(ruling: Ruling) -> UUID | None:
    """Give the clinician to whom the answer goes back: who asked, else the client's."""
    asked = Consultation.objects.filter(ruling=ruling).first()
    who = asked.asked_by if asked else ruling.asked_by
    own = Clinician.objects.filter(user_id=who, left_on__isnull=True).first()
    if who is not None and own is not None:
        return own.pk
    return Client.objects.get(pk=ruling.client_id).clinician_id


WEEK: Final = timedelta(days=7)
"""Days within which somebody should have answered a question."""
