"""What was talked over and still holds, for the gate. It decides nothing itself.

A settlement holds for what was asked (whose, under which agreement, to which address),
on the facts and editions of then. Whether it lets anything go, the engine says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from afterword.accounts.models import StaffUser
from afterword.clinic.models import ReportedFact
from afterword.consent.releases import told_in
from afterword.consent.standing import CONFIRM_WITHIN
from afterword.contact import standing
from afterword.contact.drafting import Situation
from afterword.contact.hours import wall
from afterword.contact.models import ConditionsMet, Settlement
from afterword.contact.requests import ContactRequest
from afterword.rules import deciding
from afterword.rules.deciding import Decision, decide
from afterword.rules.facts import Facts, Known
from afterword.rules.rulebook import CONSULT, Rule, RuleBook
from afterword.rules.saying.points import BY_PROGRAMME, BY_TALKING
from afterword.rules.vocabulary import Vocabulary

LONGEST: Final = timedelta(days=90)
"""Days for which a settlement may hold; a longer one is cut here too."""
HOLDS: Final = frozenset({"yes", "duty"})
PICKS: Final = frozenset({"duty", "other_route"})
"""What can be picked where a duty and a bar meet. Two people pick the same."""
WHEN_AGREED: Final = "settled_when_agreed"
OUTSIDE: Final = "an outside consultant"


@dataclass(frozen=True)
class State:
    """What the lines about one ruling come to."""

    verdict: str
    """yes, no, more, duty, other_route; empty while one of two people has picked."""
    lines: tuple[Settlement, ...]
    """Those that count: the newest, or each person's newest where two must agree."""

    @property
    def until(self) -> date | None:
        """Give the last day on which it holds, never more than it may."""
        days = [
            min(line.until, line.at.date() + LONGEST)
            for line in self.lines
            if line.until is not None
        ]
        return min(days, default=None)

    @property
    def at(self) -> datetime:
        """Give the moment of the first line that counts."""
        return min(line.at for line in self.lines)


@dataclass(frozen=True)
class Live:
    """One settlement as the engine takes it, and what was seen to be done with it."""

    settlement: deciding.Settlement
    done: frozenset[str]
    waits: bool = False
    """It has conditions, and nobody has said that they are met."""


def state_of(lines: Sequence[Settlement]) -> State | None:
    """Fold the lines about one ruling, in their order. Without any there is none."""
    if not lines:
        return None
    last = lines[-1]
    if last.verdict not in PICKS or last.outside:
        return State(last.verdict, (last,))
    newest = {line.by_id: line for line in lines}
    agreeing = tuple(one for one in newest.values() if one.verdict == last.verdict)
    if len(agreeing) > 1:
        return State(last.verdict, agreeing)
    picks = tuple(one for one in newest.values() if one.verdict in PICKS)
    return State("", picks)


def live(
    request: ContactRequest, known: Facts, book: RuleBook, *, on: date
) -> tuple[Live, ...]:
    """Give what may hold for one contact. The engine looks at days, facts, editions.

    Inside an open practice only.
    """
    found = [
        Live(engines(state), done_of(state), waits=bool(unmet_lines(state.lines)))
        for state in _states(_asked_alike(request))
        if state.verdict in HOLDS
        and not has_news(
            request.client, request.sender, since=state.at, words=book.vocabulary
        )
    ]
    stand = standing.live(request, known, book, on=on)
    return (*found, *(Live(one, BY_PROGRAMME) for one in stand))


def again(ids: Iterable[UUID], book: RuleBook) -> tuple[deciding.Settlement, ...]:
    """Give settlements by their ids as they were then, to show an old answer."""
    wanted = list(ids)
    found = []
    for line in Settlement.objects.filter(pk__in=wanted):
        state = state_of(lines_of(line.ruling_id, upto=line.number))
        if state is not None:
            found.append(engines(state))
    return (*found, *standing.again(wanted, book))


def lines_of(ruling: UUID, *, upto: int | None = None) -> list[Settlement]:
    """Give what was said about one ruling, in its order, perhaps up to one line."""
    rows = Settlement.objects.filter(ruling_id=ruling).select_related("ruling")
    if upto is not None:
        rows = rows.filter(number__lte=upto)
    return list(rows.order_by("number"))


def engines(state: State) -> deciding.Settlement:
    """Give one settlement as the engine takes it."""
    line = state.lines[-1]
    return deciding.Settlement(
        id=str(line.pk),
        rules=frozenset(line.rules),
        purpose=line.ruling.purpose,
        until=state.until or date.min,
        by=names_of(state),
        facts_hash=line.facts_hash,
        editions=line.editions,
    )


def names_of(state: State) -> str:
    """Name who said so. An outside consultant's name is sealed and not told here."""
    inside = [line.by_id for line in state.lines if not line.outside]
    names = staff_names(inside)
    told = [names[each] for each in inside if each in names]
    return ", ".join(told) if told else OUTSIDE


def staff_names(people: Iterable[UUID]) -> dict[UUID, str]:
    """Name people who work here."""
    rows = StaffUser.objects.filter(pk__in=list(people))
    return dict(rows.values_list("pk", "name"))


def done_of(state: State) -> frozenset[str]:
    """Name what was done by talking, and what was seen to be done besides."""
    return BY_TALKING.union(*(line.done for line in state.lines))


def unmet_lines(lines: Iterable[Settlement]) -> list[Settlement]:
    """Give those that have conditions of which nobody has said that they are met."""
    with_conditions = [line for line in lines if line.conditions is not None]
    met = ConditionsMet.objects.filter(settlement__in=with_conditions)
    said = set(met.values_list("settlement_id", flat=True))
    return [line for line in with_conditions if line.pk not in said]


def waits(decision: Decision, found: Iterable[Live]) -> bool:
    """Say whether this answer used a settlement whose conditions are not met yet."""
    used = {one.id for one in decision.settled_by}
    return any(one.waits and one.settlement.id in used for one in found)


def done(decision: Decision, found: Iterable[Live]) -> frozenset[str]:
    """Name the obligations met by the settlements that this answer used."""
    used = {one.id for one in decision.settled_by}
    return frozenset[str]().union(
        *(one.done for one in found if one.settlement.id in used)
    )


def when_agreed(
    situation: Situation, known: Facts, book: RuleBook, *, on: date
) -> bool:
    """Say whether what speaks against this agreement was settled when it was made.

    That is until 14 days after the ending, as long as it could be confirmed. It stays
    so for that agreement until something new is reported, or an edition changes.
    """
    request, directive = situation.draft.request, situation.draft.directive
    if directive is None:
        return False
    lines = Settlement.objects.filter(
        client_id=request.client, ruling__directive_id=directive.id
    )
    in_time = [
        state.lines[-1]
        for state in _states(lines)
        if state.verdict == "yes"
        and (
            directive.ended_on is None
            or wall(state.at, situation.zone).date()
            <= directive.ended_on + CONFIRM_WITHIN
        )
        and not has_news(
            request.client, request.sender, since=state.at, words=book.vocabulary
        )
        and not unmet_lines(state.lines)
    ]
    if not in_time:
        return False
    now = {pack.id: pack.hash for pack in book.packs}
    left = _left_to_settle(known, book, on)
    return any(
        left <= set(line.rules) and line.editions.items() <= now.items()
        for line in in_time
    )


def has_news(
    client: UUID, sender: UUID | None, *, since: datetime, words: Vocabulary
) -> bool:
    """Say whether anything was reported after a moment that was not so before.

    That all is as usual (*no complaint*, *can decide*) is no news.
    """
    about = Q(client_id=client)
    if sender is not None:
        about |= Q(clinician_id=sender)
    held: dict[str, str] = {}
    rows = ReportedFact.objects.filter(about).order_by("reported_at", "id")
    for name, value, at in rows.values_list("name", "value", "reported_at"):
        if at > since and held.get(name) != value and not _is_usual(name, value, words):
            return True
        held[name] = value
    return False


def _is_usual(name: str, value: str, words: Vocabulary) -> bool:
    spec = words.facts.get(name)
    usual: set[Any] = {"no", "none_reported"}
    if spec is not None:
        usual |= {spec.ordinary, spec.in_general}
    return value in usual or (value == "yes" and True in usual)


def _left_to_settle(known: Facts, book: RuleBook, on: date) -> set[str]:
    """Name the rules that would want this talked over, had nobody settled it."""
    unsettled = known.but(**{WHEN_AGREED: Known(value=False, source="", as_of=on)})
    return {
        found.rule.id
        for found in decide(unsettled, book, on=on).findings
        if found.role == CONSULT
        and (found.fired or found.doubtful)
        and _reads_it(found.rule)
    }


def _reads_it(rule: Rule) -> bool:
    return any(WHEN_AGREED in condition.facts for condition in rule.when)


def _asked_alike(request: ContactRequest) -> Any:
    """Give the lines about rulings that asked for the very same, and told the same."""
    told = told_in(request.occasion)
    alike = Q()
    if told is not None:  # as it was asked, or with the day on which it was opened
        alike = Q(ruling__occasion=told.occasion)
        alike |= Q(ruling__occasion__startswith=f"{told.occasion}:")
    return Settlement.objects.filter(
        alike,
        client_id=request.client,
        ruling__purpose=request.purpose,
        ruling__sender_id=request.sender,
        ruling__directive_id=request.directive_id,
        ruling__contact_point_id=request.contact_point,
    )


def _states(lines: Any) -> list[State]:
    ordered = lines.select_related("ruling").order_by("ruling_id", "number")
    folded = (
        state_of(list(group))
        for _ruling, group in groupby(ordered, key=lambda line: line.ruling_id)
    )
    return [state for state in folded if state is not None]
