"""House policies that the packs offer: what a practice may adopt to be stricter."""

from __future__ import annotations

from collections.abc import Mapping

from afterword.rules.rulebook import HOUSE_POLICIES, Rule, RuleBook

FACT = HOUSE_POLICIES


def offered(book: RuleBook) -> Mapping[str, tuple[Rule, ...]]:
    """Give every policy that some rule asks for, with the rules that it switches on."""
    found: dict[str, list[Rule]] = {}
    for rule in book.rules.values():
        for condition in rule.when:
            _word, fact, wanted = condition.plain
            if fact == FACT:
                for name in wanted:
                    found.setdefault(name, []).append(rule)
    return {name: tuple(rules) for name, rules in sorted(found.items())}
