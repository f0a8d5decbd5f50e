"""Facts: what is known about one contact, from whom, and as of when. Not: guesses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, Self

from afterword.rules.vocabulary import Vocabulary

_LISTS = (list, tuple, set, frozenset)


class _Pair(NamedTuple):
    members: frozenset[str]
    complete: bool


class Members(_Pair):
    """The value of a set fact, and whether these are all of them.

    A tuple, as every decision looks up what each value said before.
    """

    __slots__ = ()

    def __new__(cls, members: Iterable[str] = (), *, complete: bool = True) -> Self:
        """Take the members in any order."""
        return super().__new__(cls, frozenset(members), complete)


Value = str | bool | int | date | Members


@dataclass(frozen=True)
class Known:
    """A value, its source, and the day it was true. A list is a complete set."""

    value: Value
    source: str = ""
    as_of: date | None = None

    def __post_init__(self) -> None:
        value: Any = self.value
        if isinstance(value, _LISTS) and not isinstance(value, Members):
            object.__setattr__(self, "value", Members(value))


@dataclass(frozen=True)
class Unknowable:
    """Somebody said, with a reason, that this cannot be found out."""

    why: str = ""
    source: str = ""
    as_of: date | None = None


Fact = Known | Unknowable


class CannotBeKnown:
    """Stands in the place of a value that cannot be found out."""

    def __repr__(self) -> str:
        return "CANNOT_BE_KNOWN"


CANNOT_BE_KNOWN: Final = CannotBeKnown()


class Facts(Mapping[str, Fact]):
    """What is known, by name. A fact not here is missing, which is no value."""

    __slots__ = ("_facts", "values_known")

    def __init__(self, facts: Mapping[str, Fact] | None = None) -> None:
        self._facts: dict[str, Fact] = dict(facts or {})
        self.values_known: dict[str, Any] = {
            name: _value_of(fact) for name, fact in self._facts.items()
        }

    @classmethod
    def of(cls, *, source: str = "", as_of: date | None = None, **values: Any) -> Facts:
        """Make facts that share a source and a day: ``Facts.of(purpose="billing")``."""
        return cls(
            {name: Known(value, source, as_of) for name, value in values.items()}
        )

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __repr__(self) -> str:
        return f"Facts({self._facts!r})"

    def and_also(self, others: Mapping[str, Fact]) -> Facts:
        """Put two bodies of facts together; where both speak, they must agree."""
        for name, fact in others.items():
            if name in self._facts and _bare(self._facts[name]) != _bare(fact):
                raise ValueError(f"two sources disagree about `{name}`")
        return Facts({**self._facts, **others})

    def but(self, **changes: Fact | None) -> Facts:
        """Give the same facts with some replaced, or taken away by ``None``."""
        changed = Facts()
        facts, values = dict(self._facts), dict(self.values_known)
        for name, fact in changes.items():
            if fact is None:
                facts.pop(name, None)
                values.pop(name, None)
            else:
                facts[name], values[name] = fact, _value_of(fact)
        changed._facts, changed.values_known = facts, values
        return changed

    def fresh(self, vocabulary: Vocabulary, *, on: date) -> Facts:
        """Leave out what is stale. A fact without a day is stale if it can be."""
        stale = [
            name
            for name, lasts in vocabulary.lasting.items()
            if (fact := self._facts.get(name)) is not None
            and not (fact.as_of and (fact.as_of >= on or lasts.after(fact.as_of) >= on))
        ]
        return self.but(**dict.fromkeys(stale)) if stale else self

    def to_plain(self) -> dict[str, Any]:
        """Give plain data that ``asking.read_facts`` reads back to the same facts."""
        return {name: _plain_fact(fact) for name, fact in sorted(self._facts.items())}

    def fingerprint(self) -> str:
        """Hash the values (not sources or days), for settlements and rulings."""
        bare = {name: _bare(fact) for name, fact in sorted(self._facts.items())}
        text = json.dumps(
            bare, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()


def _value_of(fact: Fact) -> Any:
    return fact.value if isinstance(fact, Known) else CANNOT_BE_KNOWN


def plain_value(value: Value) -> Any:
    """Give a value as plain JSON data."""
    if isinstance(value, Members):
        members = sorted(value.members)
        return members if value.complete else {"members": members, "complete": False}
    return value.isoformat() if isinstance(value, date) else value


def _bare(fact: Fact) -> Any:
    if isinstance(fact, Unknowable):
        return {"unknowable": True}
    return plain_value(fact.value)


def _plain_fact(fact: Fact) -> dict[str, Any]:
    plain: dict[str, Any]
    if isinstance(fact, Unknowable):
        plain = {"unknowable": True, "why": fact.why}
    else:
        plain = {"value": plain_value(fact.value)}
    if fact.source:
        plain["source"] = fact.source
    if fact.as_of:
        plain["as_of"] = fact.as_of.isoformat()
    return plain
