"""The short reviewed list of safeguards, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Safeguard:
    """One safeguard: what it says, and the rules in which the thought was read."""

    id: str
    says: str
    rests_on: tuple[str, ...]


@lru_cache(maxsize=1)
def safeguards() -> Mapping[str, Safeguard]:
    """Give the list, in its order."""
    text = (files("afterword.screening") / "safeguards.yaml").read_text("utf-8")
    return {
        one["id"]: Safeguard(one["id"], one["says"], tuple(one["rests_on"]))
        for one in yaml.safe_load(text)["safeguards"]
    }
