"""Keep an answer whole: its facts, reasons and packs, sealed, with its audit line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from afterword import __version__
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.contact.models import Ruling
from afterword.contact.requests import ContactRequest
from afterword.contact.weighing import Weighed
from afterword.rules.asking import answer
from afterword.rules.deciding import Decision
from afterword.vault import services as vault


@dataclass(frozen=True)
class StoredRuling:
    """One answer that is kept."""

    id: UUID
    outcome: str
    releases: bool
    unmet: tuple[str, ...]
    answer: dict[str, Any]


def keep(
    request: ContactRequest, weighed: Weighed, *, by: Actor, at: datetime, event: str
) -> StoredRuling:
    """Store one answer and its line, in the transaction of what rests on it."""
    decision = weighed.decision
    plain = whole_answer(decision, unmet=weighed.unmet)
    facts = json.dumps(decision.facts.to_plain(), sort_keys=True)
    ruling = Ruling(
        client_id=request.client,
        purpose=request.purpose,
        occasion=request.occasion,
        outcome=decision.outcome.value,
        releases=weighed.releases,
        on=decision.on,
        at=at,
        asked_by=by.id,
        sender_id=request.sender,
        directive_id=request.directive_id,
        contact_point_id=request.contact_point,
        canonical_hash=canonical_hash(plain),
        packs_hash=_hash(plain["packs"]),
        engine=__version__,
    )
    vault.seal(ruling, facts=facts, answer=json.dumps(plain, sort_keys=True))
    ruling.save(force_insert=True)
    audit.record(
        event,
        by=by,
        about=ruling,
        outcome=decision.outcome.value,
        why=weighed.unmet[0] if weighed.unmet else decision.line.value,
        purpose=request.purpose,
        rules=[each["rule"] for each in plain["because_of"]],
        settled_by=plain.get("settled_by", []),
    )
    return StoredRuling(
        ruling.pk, ruling.outcome, ruling.releases, weighed.unmet, plain
    )


def whole_answer(decision: Decision, *, unmet: tuple[str, ...]) -> dict[str, Any]:
    """Give the answer as it is kept: as the command line prints it, and the unmet."""
    return {**answer(decision, general=False), "unmet": list(unmet)}


def canonical_hash(plain: dict[str, Any]) -> str:
    """Hash what an answer says: outcome, rules and obligations, in one fixed order."""
    said = {
        "outcome": plain["outcome"],
        "rules": sorted(each["rule"] for each in plain["because_of"]),
        "obligations": sorted(each["id"] for each in plain["obligations"]),
    }
    return _hash(said)


def _hash(plain: Any) -> str:
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
