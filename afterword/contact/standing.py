"""Standing settlements that hold: one purpose, one named population, two people.

It reads them for the gate and for pages. Each person's own facts are still weighed:
a standing settlement speaks only of the rules that it names, where they fire for sure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from afterword.accounts.models import StaffUser
from afterword.clinic.models import Client
from afterword.contact.models import StandingLine, StandingSettlement
from afterword.contact.requests import ContactRequest
from afterword.rules import deciding
from afterword.rules.facts import Facts, Known
from afterword.rules.periods import Span
from afterword.rules.rulebook import CONSULT, Rule, RuleBook
from afterword.rules.vocabulary import Vocabulary

LONGEST: Final = Span(months=12)
LANES: Final = frozenset({"follow_up", "duty", "administrative", "evaluation"})
"""Where a programme or a notice reaches many. Elsewhere each contact is its own."""
ABOUT_A_PERSON: Final = frozenset({"client", "risk"})
"""Groups of facts that say how one person is."""


@dataclass(frozen=True)
class Standing:
    """One standing settlement, with what became of it."""

    row: StandingSettlement
    confirmed: StandingLine | None = None
    ended: StandingLine | None = None

    def state(self, on: date) -> str:
        """Say how it stands on a day: proposed, coming, holds, over, ended."""
        if self.ended is not None:
            return "ended"
        if on > self.until:
            return "over"
        if not self.is_confirmed:
            return "proposed"
        return "holds" if on >= self.row.starts_on else "coming"

    @property
    def is_confirmed(self) -> bool:
        """Say whether a second person said the same. One person alone is nobody."""
        line = self.confirmed
        return line is not None and line.by_id != self.row.proposed_by

    @property
    def until(self) -> date:
        """Give the last day on which it holds, never more than a year on."""
        return min(self.row.ends_on, LONGEST.after(self.row.starts_on))

    @property
    def people(self) -> tuple[UUID, ...]:
        """Name the two."""
        line = self.confirmed
        return (self.row.proposed_by, *((line.by_id,) if line else ()))


def all_of(rows: Any = None) -> list[Standing]:
    """Give standing settlements, the newest first. Inside an open practice only."""
    rows = StandingSettlement.objects.all() if rows is None else rows
    found = list(rows.select_related("clinician").order_by("-proposed_at", "id"))
    said: dict[UUID, dict[str, StandingLine]] = {}
    for line in StandingLine.objects.filter(standing__in=found):
        said.setdefault(line.standing_id, {})[line.says] = line
    return [
        Standing(row, **said.get(row.pk, {}))  # what it says names the field
        for row in found
    ]


def rules_for(purpose: str, book: RuleBook) -> list[Rule]:
    """Give the rules that can be settled for many before a contact of this purpose.

    None outside programmes and notices; and none that turns on how one person is,
    for that is talked over for that person.
    """
    known = book.vocabulary
    if purpose not in known.purposes or known.lane_of(purpose).name not in LANES:
        return []
    return [
        rule
        for rule in book.rules.values()
        if purpose in rule.purposes
        and _wants_a_talk(rule)
        and not _is_about_a_person(rule, known)
    ]


def _wants_a_talk(rule: Rule) -> bool:
    period = rule.period
    later = period is not None and (
        period.afterwards == CONSULT or period.lasts == "no_number"
    )
    return rule.effect == CONSULT or later


def _is_about_a_person(rule: Rule, known: Vocabulary) -> bool:
    return any(
        known.facts[name].group in ABOUT_A_PERSON
        for condition in rule.when
        for name in condition.facts
    )


def live(
    request: ContactRequest, known: Facts, book: RuleBook, *, on: date
) -> list[deciding.Settlement]:
    """Give those that hold for one contact. The engine looks at the editions."""
    rows = StandingSettlement.objects.filter(purpose=request.purpose)
    found = [one for one in all_of(rows) if one.state(on) == "holds"]
    if not found:
        return []
    person = Client.objects.get(pk=request.client)
    return [_engines(one, book) for one in found if covers(one.row, person, known)]


def again(ids: Iterable[UUID], book: RuleBook) -> list[deciding.Settlement]:
    """Give some by their ids, to show an answer that was given under them."""
    rows = StandingSettlement.objects.filter(pk__in=list(ids))
    return [_engines(one, book) for one in all_of(rows)]


def covers(row: StandingSettlement, person: Client, known: Facts) -> bool:
    """Say whether somebody belongs to its population. Who is not known, does not."""
    if row.clinician_id is not None and row.clinician_id != person.clinician_id:
        return False
    if row.ended_from is None and row.ended_until is None:
        return True
    ended = known.get("ended_on")
    if not isinstance(ended, Known) or not isinstance(ended.value, date):
        return False
    first, last = row.ended_from or date.min, row.ended_until or date.max
    return first <= ended.value <= last


def _engines(one: Standing, book: RuleBook) -> deciding.Settlement:
    """Give one as the engine takes it, with no rule that cannot stand for many."""
    allowed = frozenset(rule.id for rule in rules_for(one.row.purpose, book))
    names = dict(StaffUser.objects.filter(pk__in=one.people).values_list("pk", "name"))
    return deciding.Settlement(
        id=str(one.row.pk),
        rules=allowed.intersection(one.row.rules),
        purpose=one.row.purpose,
        until=one.until,
        by=", ".join(names[each] for each in one.people if each in names),
        standing=True,
        editions=one.row.editions,
    )
