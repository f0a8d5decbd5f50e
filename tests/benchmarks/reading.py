"""Read the written policies as Python, so that they are tested without the peers.

Only the few forms that the generators write are read. Not: Cedar, CEL or Rego.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Holds = Callable[[Mapping[str, Any]], bool]
WORDS = {"true": True, "false": False}
CEDAR = re.compile(
    r'@id\("(?P<name>[^"]+)"\)\n(?P<effect>forbid|permit) '
    r"\(principal, action in \[(?P<actions>[^\]]*)\], resource\)\n"
    r"when \{ (?P<said>.*) \};"
)
REGO = re.compile(r"(?P<head>.+?) if \{ (?P<body>.*) \}")
SHARES = re.compile(r"some m in (input\.\w+); m in (\{[^}]*\})")


class Listed(list[Any]):
    """A list as Cedar asks it."""

    def contains(self, value: Any) -> bool:
        """Say whether a value is in it."""
        return value in self

    def containsAny(self, values: Any) -> bool:  # noqa: N802 - Cedar's own word
        """Say whether any of the values is in it."""
        return any(value in self for value in values)


class Given:
    """Values by name, as `context.name` and `input.name` ask for them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        value = self._values[name]
        return Listed(value) if isinstance(value, list) else value


def cedar(text: str) -> dict[str, tuple[str, Holds]]:
    """Give each policy by its id: its effect, and whether it holds for values."""
    found = {}
    for policy in CEDAR.finditer(text):
        actions = set(re.findall(r'Action::"(\w+)"', policy["actions"]))
        said = policy["said"].replace("[", "Listed([").replace("]", "])")
        code = _compiled(said)
        found[policy["name"]] = (policy["effect"], _cedar_holds(actions, code))
    return found


def _cedar_holds(actions: set[str], code: Any) -> Holds:
    def holds(values: Mapping[str, Any]) -> bool:
        known = {"context": Given(values), "Listed": Listed, **WORDS}
        return values["purpose"] in actions and _told(code, known)

    return holds


def cel(text: str) -> list[Holds]:
    """Give what each item of the list asks, in its order."""
    return [_cel_holds(_compiled(line)) for line in text[1:-1].split(",\n")]


def _cel_holds(code: Any) -> Holds:
    return lambda values: _told(code, {**values, **WORDS})


def rego(text: str) -> dict[str, Holds]:
    """Give each role by its name, and whether it fires."""
    rules: dict[str, list[Any]] = {}
    for line in text.splitlines()[2:]:
        rule = REGO.fullmatch(line)
        assert rule, line
        body = SHARES.sub(r"any(m in \2 for m in \1)", rule["body"])
        body = re.sub(r"\bt(\d+)\b", r"named('t\1')", body)
        rules.setdefault(rule["head"], []).append(
            _compiled(body.replace("; ", " and "))
        )
    return {
        head.split('"')[1]: _rego_holds(head, rules)
        for head in rules
        if head.startswith("fired")
    }


def _rego_holds(head: str, rules: Mapping[str, list[Any]]) -> Holds:
    def holds(values: Mapping[str, Any]) -> bool:
        def named(name: str) -> bool:
            return any(_told(code, known) for code in rules[name])

        known = {"input": Given(values), "named": named, **WORDS}
        return named(head)

    return holds


def _compiled(said: str) -> Any:
    plain = said.replace("&&", "and").replace("||", "or").replace("!(", "not (")
    return compile(plain, "policy", "eval")


def _told(code: Any, known: Mapping[str, Any]) -> bool:
    told = eval(code, {"__builtins__": {"any": any}, **known})  # noqa: S307 - our own text
    assert isinstance(told, bool)
    return told
