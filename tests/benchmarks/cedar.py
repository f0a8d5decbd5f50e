"""The policy in Cedar, and cedarpy asked about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
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


def asker(roles: Iterable[Role]) -> Callable[[Any], Collection[str]]:
    """Parse the policies once; give a function that names those that decided."""
    import cedarpy

    policies = cedarpy.PolicySet.from_str(text_of(roles))
    nobody = cedarpy.Entities.from_json_str("[]")

    def ask(request: dict[str, Any]) -> Collection[str]:
        found = cedarpy.is_authorized(request, policies, nobody).diagnostics
        if found.errors:
            raise AssertionError(found.errors)
        named: dict[str, str] = found.id_annotations_by_reason
        return named.values()

    return ask


def request_of(values: Mapping[str, Any], purpose: str) -> dict[str, Any]:
    """Give a request as Cedar takes it: the purpose is the action."""
    return {
        "principal": {"type": "Sender", "id": "therapist"},
        "action": {"type": "Action", "id": purpose},
        "resource": {"type": "Recipient", "id": "client"},
        "context": {name: v for name, v in values.items() if name != "purpose"},
    }


def text_of(roles: Iterable[Role]) -> str:
    """Write roles as Cedar policies: a bar forbids, a talk and a ground permit."""
    return "\n".join(_policy(role) for role in roles)


def _policy(role: Role) -> str:
    effect = "forbid" if role.effect == "forbid" else "permit"
    actions = ", ".join(f"Action::{_word(p)}" for p in sorted(role.purposes))
    return (
        f"@id({_word(role.name)})\n"
        f"{effect} (principal, action in [{actions}], resource)\n"
        f"when {{ {_said(role.term)} }};"
    )


def _said(term: Term) -> str:  # noqa: PLR0911 - one a kind of term
    if isinstance(term, All):
        return " && ".join(_said(inner) for inner in term.terms) or "true"
    if isinstance(term, Some):
        return "(" + " || ".join(_said(inner) for inner in term.terms) + ")"
    if isinstance(term, No):
        return f"!({_said(term.term)})"
    if isinstance(term, AtLeast):
        beyond = f"context.{term.beyond} + " if term.beyond else ""
        return f"context.{term.fact} >= {beyond}{term.number}"
    if isinstance(term, Shares):
        return f"context.{term.fact}.containsAny({_list(term.members)})"
    assert isinstance(term, OneOf)
    if len(term.values) == 1:
        return f"context.{term.fact} == {_word(term.values[0])}"
    return f"{_list(term.values)}.contains(context.{term.fact})"


def _list(values: Iterable[Any]) -> str:
    return "[" + ", ".join(_word(value) for value in values) + "]"


def _word(value: Any) -> str:
    return json.dumps(value)
