"""Presets of follow-up, as data. A client agrees to a copy; a preset sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from afterword.consent.terms import StepTerms
from afterword.followup.errors import ProtocolError

_FOLDER = "packs/protocols"


@dataclass(frozen=True)
class Protocol:
    """A written plan of follow-ups that a client may agree to."""

    id: str
    title: str
    in_short: str
    population: str
    not_after: frozenset[str]
    channels: tuple[str, ...]
    purposes: tuple[str, ...]
    steps: tuple[StepTerms, ...]

    @property
    def count(self) -> int:
        """Give the number of contacts it asks for: one a step, no reminders."""
        return len(self.steps)

    def check(self) -> None:
        """Refuse a preset that contradicts itself."""
        keys = {step.key for step in self.steps}
        if not self.steps or len(keys) < len(self.steps):
            raise ProtocolError(self.id, "needs steps, each key once")
        for step in self.steps:
            if step.purpose not in self.purposes:
                raise ProtocolError(self.id, f"step `{step.key}` has another purpose")
            if min(step.before_days, step.after_days) < 0:
                raise ProtocolError(self.id, f"step `{step.key}` has no window")


@lru_cache(maxsize=1)
def protocols() -> Mapping[str, Protocol]:
    """Read every preset, by its id."""
    folder = files("afterword").joinpath(_FOLDER)
    found = {}
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".yaml"):
            read = _read(entry.name, yaml.safe_load(entry.read_text("utf-8")))
            found[read.id] = read
    return found


def protocol(protocol_id: str) -> Protocol:
    """Give one preset, or say that there is none."""
    try:
        return protocols()[protocol_id]
    except KeyError:
        raise ProtocolError(protocol_id, "is not a preset") from None


def _read(name: str, plain: Any) -> Protocol:
    try:
        preset = Protocol(
            id=plain["protocol"],
            title=plain["title"],
            in_short=plain["in_short"],
            population=plain["population"],
            not_after=frozenset(plain["not_after"]),
            channels=tuple(plain["channels"]),
            purposes=tuple(plain["purposes"]),
            steps=tuple(StepTerms(**step) for step in plain["steps"]),
        )
    except (KeyError, TypeError) as error:
        raise ProtocolError(name, f"lacks or misnames something: {error}") from None
    if preset.id != name.removesuffix(".yaml") or plain.get("anchor") != "ended_on":
        raise ProtocolError(name, "is named otherwise, or counts from another day")
    preset.check()
    return preset
