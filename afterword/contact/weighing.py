"""Weigh one contact: facts, rules, obligations, one answer. It stores nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from afterword.contact import counting, facts, settled
from afterword.contact.drafting import Situation, is_covered, situate, stands
from afterword.contact.drafts import Draft
from afterword.contact.obligations import unmet
from afterword.contact.requests import ContactRequest
from afterword.rules.deciding import Decision, decide
from afterword.rules.explaining import explain
from afterword.rules.facts import Facts, Known
from afterword.rules.loading.packs import load_packs
from afterword.rules.rulebook import RuleBook

ALWAYS: Final = (
    "discreet_wording",
    "identify_sender_as_agreed",
    "inside_agreed_hours",
    "inside_agreed_window",
    "offer_stop",
    "only_to_recipient",
    "use_agreed_address",
    "use_agreed_channel",
    "use_clients_language",
)
"""What anything under an agreement must meet, whether or not a pack says so."""
BESIDE: Final = tuple(
    name
    for name in ALWAYS
    if name not in {"inside_agreed_hours", "inside_agreed_window"}
)
"""What is asked for beside an agreement must meet. It answers at once, at any hour."""
OUTSIDE: Final = "inside_the_agreement"
STOPPED: Final = "the_agreement_stands"
CONDITIONS: Final = "conditions_of_the_talk"
"""What a colleague set as a condition, and nobody has said yet that it is met."""


@dataclass(frozen=True)
class Weighed:
    """One answer about one contact, and what it was made from."""

    decision: Decision
    draft: Draft
    situation: Situation
    obligations: tuple[str, ...]
    unmet: tuple[str, ...]

    @property
    def releases(self) -> bool:
        """Say whether it may go: the rules say so and every obligation is met."""
        return self.decision.releases and not self.unmet


@lru_cache(maxsize=1)
def book() -> RuleBook:
    """Give the rules that are shipped. A broken pack stops the process here."""
    return load_packs()


def weigh(
    request: ContactRequest,
    *,
    at: datetime,
    extra: Facts | None = None,
    on: date | None = None,
    confirmed: Collection[str] | None = None,
) -> Weighed:
    """Weigh one contact at an instant. Inside an open practice only.

    Where client and practice have two dates at this instant, the stricter answer
    of the two counts. ``on`` looks at one day ahead instead. With ``confirmed`` a
    person carries it, and says that they keep to these obligations.
    """
    situation = situate(request, at=at)
    if confirmed is not None:
        by_hand = replace(
            situation.draft, by_hand=True, done_by_people=frozenset(confirmed)
        )
        situation = replace(situation, draft=by_hand)
    days = (on,) if on else situation.days
    answers = [_on(situation, day, extra) for day in days]
    return next((each for each in answers if not each.releases), answers[0])


def _on(situation: Situation, on: date, extra: Facts | None) -> Weighed:
    known = facts.gather(situation, on=on, extra=extra)
    known = known.but(**counting.counted(situation, known, book(), on=on))
    if situation.draft.directive is not None:
        was = settled.when_agreed(situation, known, book(), on=on)
        known = known.but(**{settled.WHEN_AGREED: Known(was, "ledger", on)})
    holds = settled.live(situation.draft.request, known, book(), on=on)
    talks = [one.settlement for one in holds]
    decision = decide(known, book(), on=on, settlements=talks)
    done = settled.done(decision, holds) | situation.draft.done_by_people
    draft = replace(situation.draft, facts=known, done_by_people=done)
    names = [name for name, _from in explain(decision).obligations]
    left: tuple[str, ...] = ()
    if situation.draft.request.directive_id is not None:
        names += [name for name in ALWAYS if name not in names]
        inside = situation.in_use and is_covered(situation, on=on)
        left = () if inside else (OUTSIDE,)
    elif situation.draft.request.beside is not None:
        names += [name for name in BESIDE if name not in names]
        standing = situation.in_use and stands(situation, on=on)
        left = () if standing else (STOPPED,)
    if settled.waits(decision, holds):
        left += (CONDITIONS,)
    return Weighed(
        decision=decision,
        draft=draft,
        situation=situation,
        obligations=tuple(names),
        unmet=left + unmet(names, draft),
    )
