"""Two who write one part of a plan: what one did not see is not written over. Pure.

A page carries a mark of the words that it showed. When it comes back and other words
stand there, what was left alone stays as it stands; what both wrote is put together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

Typed = Mapping[str, str]
"""The words of one part by field, as they stand in a form."""
ONE_LINE = frozenset({"made_with"})


@dataclass(frozen=True)
class Met:
    """What goes on from here, and whether somebody has to look at it first."""

    words: dict[str, str]
    is_both: bool = False


def mark(typed: Typed) -> str:
    """Give a short mark of some words; ends of lines and outer blanks are none."""
    plain = {name: _plain(text) for name, text in typed.items()}
    text = json.dumps(plain, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def meet(now: Typed, typed: Typed, *, shown: str) -> Met:
    """Put what stands now and what was typed side by side; ``shown`` is a mark."""
    if shown == mark(now):
        return Met(dict(typed))
    if mark(typed) in {shown, mark(now)}:
        return Met(dict(now))
    return Met(
        {name: _both(name, now[name], typed[name]) for name in now}, is_both=True
    )


def _both(name: str, now: str, typed: str) -> str:
    """Give what stands there, then every line that was typed and is not in it."""
    held = _plain(now).splitlines()
    more = [line for line in _plain(typed).splitlines() if line not in held]
    return (", " if name in ONE_LINE else "\n").join(part for part in (*held, *more))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
