"""The policy in Rego, and regorus asked about it."""

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

_LIMITS = {"max_col": 10**6, "max_file_bytes": 10**9, "max_lines": 10**7}


def asker(
    modules: Mapping[str, Iterable[Role]], *, dispatched: bool
) -> Callable[[str, Mapping[str, Any]], Iterable[str]]:
    """Load one module each; give a function that names the roles that hold."""
    import regorus

    engine = regorus.Engine()
    engine.set_policy_length_config(**_LIMITS)
    for name, roles in modules.items():
        text = text_of(roles, package=name, dispatched=dispatched)
        engine.add_policy(f"{name}.rego", text)

    def ask(module: str, values: Mapping[str, Any]) -> Iterable[str]:
        engine.set_input(values)
        fired: Iterable[str] = engine.eval_rule(f"data.{module}.fired")
        return fired

    return ask


class Module:
    """One Rego module: what is joined by *or* or denied becomes a rule with a name."""

    def __init__(self, package: str) -> None:
        self.lines = [f"package {package}", ""]
        self.names: dict[Term, str] = {}

    def add(self, role: Role, *, dispatched: bool) -> None:
        """Add a role: its name is in `fired` if all that it asks for holds."""
        terms: tuple[Term, ...] = (role.term,)
        if not dispatched:
            terms = (OneOf("purpose", tuple(sorted(role.purposes))), role.term)
        self._rule(f"fired contains {json.dumps(role.name)}", All(terms))

    def _rule(self, head: str, term: Term) -> None:
        body = "; ".join(self._said(term)) or "true"
        self.lines.append(f"{head} if {{ {body} }}")

    def _said(self, term: Term) -> Iterable[str]:
        if isinstance(term, All):
            for inner in term.terms:
                yield from self._said(inner)
        elif isinstance(term, AtLeast):
            beyond = f"input.{term.beyond} + " if term.beyond else ""
            yield f"input.{term.fact} >= {beyond}{term.number}"
        elif isinstance(term, OneOf) and len(term.values) == 1:
            yield f"input.{term.fact} == {_word(term.values[0])}"
        elif isinstance(term, OneOf):
            yield f"input.{term.fact} in {_set(term.values)}"
        elif isinstance(term, No):
            yield f"not {self._named(term.term)}"
        else:
            yield self._named(term)

    def _named(self, term: Term) -> str:
        if term not in self.names:
            name = f"t{len(self.names)}"
            self.names[term] = name
            if isinstance(term, Some):
                for inner in term.terms:
                    self._rule(name, inner)
            elif isinstance(term, Shares):
                shared = f"some m in input.{term.fact}; m in {_set(term.members)}"
                self.lines.append(f"{name} if {{ {shared} }}")
            else:
                self._rule(name, term)
        return self.names[term]


def text_of(
    roles: Iterable[Role], *, package: str = "policy", dispatched: bool = False
) -> str:
    """Write roles as one module; `fired` names those that hold."""
    module = Module(package)
    for role in roles:
        module.add(role, dispatched=dispatched)
    return "\n".join(module.lines) + "\n"


def _set(values: Iterable[Any]) -> str:
    return "{" + ", ".join(map(_word, values)) + "}"


def _word(value: Any) -> str:
    return json.dumps(value)
