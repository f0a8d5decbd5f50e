"""The policy in CEL, and the C++ engine asked about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.benchmarks.policy import (
    All,
    AtLeast,
    No,
    OneOf,
    Role,
    Shares,
    Some,
    Term,
)

LONGEST = 100_000
"""Characters that the engine takes in one expression."""


class Engine:
    """An environment that knows every fact of a policy by its kind."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        from cel_expr_python import cel

        types = {
            "text": cel.Type.STRING,
            "yes_no": cel.Type.BOOL,
            "number": cel.Type.INT,
            "set": cel.Type.List(cel.Type.STRING),
        }
        self._activation = cel.Activation
        self._env = cel.NewEnv(variables={n: types[kind] for n, kind in kinds.items()})

    def activation(self, values: Mapping[str, Any]) -> Any:
        """Make values ready to be asked about more than once."""
        return self._env.Activation(values)

    def asker(
        self, roles: Iterable[Role], *, dispatched: bool = False
    ) -> Callable[[Any], list[str]]:
        """Compile roles once; give a function that names those that hold.

        One expression may have only so many characters: a long policy is several,
        which share the values.
        """
        pieces = [
            ([role.name for role in some], self._env.compile(text))
            for some, text in _pieces(tuple(roles), dispatched=dispatched)
        ]
        kept, ready = self._activation, self._env.Activation

        def ask(values: Any) -> list[str]:
            values = values if isinstance(values, kept) else ready(values)
            return [
                name
                for names, program in pieces
                for name, yes in zip(
                    names, program.eval(values).plain_value(), strict=True
                )
                if yes
            ]

        return ask


def _pieces(
    roles: tuple[Role, ...], *, dispatched: bool
) -> Iterable[tuple[tuple[Role, ...], str]]:
    text = text_of(roles, dispatched=dispatched)
    if len(text) < LONGEST:
        yield roles, text
        return
    half = len(roles) // 2
    yield from _pieces(roles[:half], dispatched=dispatched)
    yield from _pieces(roles[half:], dispatched=dispatched)


def text_of(roles: Iterable[Role], *, dispatched: bool = False) -> str:
    """Write roles as one expression: the list of what each says, yes or no."""
    return "[" + ",\n".join(_role(role, dispatched=dispatched) for role in roles) + "]"


def _role(role: Role, *, dispatched: bool) -> str:
    purposes = OneOf("purpose", tuple(sorted(role.purposes)))
    return _said(role.term if dispatched else All((purposes, role.term)))


def _said(term: Term) -> str:  # noqa: PLR0911 - one a kind of term
    if isinstance(term, All):
        return " && ".join(_said(inner) for inner in term.terms) or "true"
    if isinstance(term, Some):
        return "(" + " || ".join(_said(inner) for inner in term.terms) + ")"
    if isinstance(term, No):
        return f"!({_said(term.term)})"
    if isinstance(term, AtLeast):
        beyond = f"{term.beyond} + " if term.beyond else ""
        return f"{term.fact} >= {beyond}{term.number}"
    if isinstance(term, Shares):
        return (
            "(" + " || ".join(f"{_word(m)} in {term.fact}" for m in term.members) + ")"
        )
    assert isinstance(term, OneOf)
    if len(term.values) == 1:
        return f"{term.fact} == {_word(term.values[0])}"
    return f"{term.fact} in [" + ", ".join(map(_word, term.values)) + "]"


def _word(value: Any) -> str:
    return json.dumps(value)
