"""What depends on a rule: who lifts it, whom it lifts, what is read out of it.

Asked before somebody changes a section: what else moves when it does? Not: changing.
"""

from __future__ import annotations

from dataclasses import dataclass

from afterword.rules.rulebook import FORBID, Rule, RuleBook


@dataclass(frozen=True)
class Depends:
    """The other rules that one rule is tied to, each once."""

    lifts: tuple[Rule, ...]
    """Rules that this one takes away as their exception."""
    lifted_by: tuple[Rule, ...]
    """Exceptions to this rule."""
    read_from: tuple[Rule, ...]
    """The rules that this one is our reading of."""
    read_into: tuple[Rule, ...]
    """Our readings that rest on this rule."""
    gives_way_to: tuple[Rule, ...]
    """Duties that go before a bar of this kind."""
    same_section: tuple[Rule, ...]
    """Rules that come from the same section of the same text."""

    @property
    def anything(self) -> bool:
        """Say whether another rule changes its meaning when this one goes."""
        return bool(self.lifted_by or self.read_into or self.lifts)


def depends(rule: Rule, book: RuleBook) -> Depends:
    """Give everything that a rule is tied to."""
    others = [other for other in book.rules.values() if other is not rule]
    return Depends(
        lifts=tuple(book.rules[name] for name in rule.lifts if name in book.rules),
        lifted_by=book.lifted_by.get(rule.id, ()),
        read_from=tuple(
            book.rules[name] for name in rule.derived_from if name in book.rules
        ),
        read_into=tuple(other for other in others if rule.id in other.derived_from),
        gives_way_to=tuple(
            other
            for other in others
            if rule.effect == FORBID
            and rule.kind in other.prevails_over
            and rule.purposes & other.purposes
        ),
        same_section=tuple(
            other
            for other in rule.pack.rules
            if other is not rule and _same(other, rule)
        ),
    )


def _same(one: Rule, other: Rule) -> bool:
    return bool(one.cite) and one.cite == other.cite
