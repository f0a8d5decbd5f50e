"""What the asker could change about a refused contact. Not: what only others can.

Only the act itself is changed: how it goes, through whom, what it says. Consent,
stops, the record and the client's life stay as they are, and nothing here is shown in
the social and intimate lanes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from afterword.rules.combining import Outcome
from afterword.rules.deciding import Decision, decide
from afterword.rules.facts import Known
from afterword.rules.gathering import is_quiet
from afterword.rules.rulebook import FORBID

_OWN = frozenset({"request", "computed"})
_ACT = frozenset({"act", "process", "safe_contact"})
_WAYS = ("portal", "letter", "phone", "email", "sms")
_OF_THE_WAY = ("channel_agreed", "told_channel_risk", "encrypted_channel")
"""What was said of the way that it would have gone; of another it is not known."""


@dataclass(frozen=True)
class Mended:
    """What would have to be otherwise, and the outcome then. It releases nothing."""

    outcome: Outcome
    changes: dict[str, Any]


def mended(decision: Decision) -> Mended | None:
    """Find what of the act itself stands in the way, and what the answer would be."""
    if decision.outcome is not Outcome.REFUSE or is_quiet(decision):
        return None
    read = {
        name
        for finding in decision.findings
        if finding.role == FORBID and finding.fired
        for line in finding.rule.when
        for name in line.facts
    }
    facts = decision.book.vocabulary.facts
    usual = {
        name: facts[name].ordinary
        for name in sorted(read, key=lambda name: facts[name].order)
        if facts[name].who in _OWN
        and facts[name].group in _ACT
        and facts[name].ordinary is not None
        and decision.value(name) != facts[name].ordinary
    }
    tried = [usual] if usual else []
    if "channel" in read:
        tried += [{"channel": way, **usual} for way in _WAYS]
    for changes in tried:
        outcome = _then(decision, changes)
        if outcome not in (Outcome.REFUSE, Outcome.HOLD):
            return Mended(outcome, changes)
    return None


def _then(decision: Decision, changes: dict[str, Any]) -> Outcome:
    gone = dict.fromkeys(_OF_THE_WAY if "channel" in changes else ())
    more = {
        name: Known(value, "ordinary", decision.on) for name, value in changes.items()
    }
    return decide(
        decision.facts.but(**{**gone, **more}),
        decision.book,
        on=decision.on,
        settlements=decision.settlements,
    ).outcome
