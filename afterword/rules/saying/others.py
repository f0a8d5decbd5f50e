"""Who else was asked and what each said, and whose rules are not all written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from afterword.rules.catalogue import policies_of
from afterword.rules.combining import Outcome
from afterword.rules.gathering import SILENT, UNSURE
from afterword.rules.phrases import a, listed, sentence, titles
from afterword.rules.places import Places
from afterword.rules.policies import FACT as HOUSE_POLICIES
from afterword.rules.rulebook import Pack

if TYPE_CHECKING:
    from afterword.rules.explaining import Explanation

_SAYS_SO: Final = frozenset({"baseline.own_rules", "baseline.own_rules_elsewhere"})
_MOST_NAMED = 6


def not_covered(told: Explanation) -> Iterator[str]:
    """Say for whom not every rule is written here, where nothing else says it."""
    decision = told.decision
    stated = decision.outcome not in (Outcome.REFUSE, Outcome.HOLD) and any(
        not _SAYS_SO.isdisjoint(rules) for _, rules in told.obligations
    )
    reasoned = any(f.rule.id in _SAYS_SO for f in told.shown)
    who = who_is_not_covered(told)
    if who and not stated and not reasoned:
        yield sentence(who)


def who_is_not_covered(told: Explanation) -> str:
    """Name professions and places, or nothing where every rule is written here."""
    return not_written(told.not_covered, told.decision.book.vocabulary.places)


def not_written(not_covered: Iterable[str], places: Places) -> str:
    """Say it of `counsellor in KE`: `for a counsellor in Kenya`."""
    named = []
    for one in not_covered:
        profession, within, place = one.partition(" in ")
        if within:
            noun = a(profession.replace("_", " "))
            named.append(f"for {noun} in {places.name(place)}")
        else:
            named.append(f"of {places.name(one)}")
    return f"Not every rule {listed(named)} is written here" if named else ""


def asked(told: Explanation) -> Iterator[str]:
    """Name everybody else that was asked, and what each said."""
    quoted = {finding.rule.pack.id for finding in told.shown}
    adopted = told.decision.value(HOUSE_POLICIES) is not None
    heard: dict[str, list[str]] = {}
    unsure: dict[bool, list[str]] = {False: [], True: []}
    for pack, says in told.authorities:
        if pack.id in quoted or is_unheard(pack, says, adopted_is_known=adopted):
            continue
        if UNSURE in says:
            unsure[says.startswith(SILENT)].append(pack.title)
        else:
            heard.setdefault(says, []).append(pack.title)
    for says in sorted(heard, key=lambda says: says.startswith(SILENT)):
        yield f"{says[:1].upper()}{says[1:]}: {titles(heard[says])}."
    yield from _not_known_to_bind(unsure[False], len(unsure[True]))


def _not_known_to_bind(may_say: list[str], silent: int) -> Iterator[str]:
    """Name a few of those that may bind; those that would be silent are counted."""
    if may_say:
        named = may_say[:_MOST_NAMED]
        if len(may_say) > _MOST_NAMED:
            named.append(f"{len(may_say) - _MOST_NAMED} more")
        yield f"May bind, and may have something to say: {titles(named)}."
    if silent:
        texts = "1 more text" if silent == 1 else f"{silent} more texts"
        yield f"May bind, and would say nothing about this: {texts}."


def is_unheard(pack: Pack, says: str, *, adopted_is_known: bool) -> bool:
    """Say whether it is a house policy that was not adopted, as far as is known."""
    if not policies_of(pack):
        return False
    return says.startswith(SILENT) or (says.startswith("may ") and not adopted_is_known)
