"""Goals as lines from 0 to 10: where they put themselves at the start, and now.

The table beside them holds the same numbers; the lines could be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from afterword.ending.sections import GOALS_AT_MOST, RATING_AT_MOST

WIDTH: Final = 280
LEFT: Final = 14
RIGHT: Final = 14


@dataclass(frozen=True)
class GoalLine:
    """One goal that was rated, and where its marks stand on the line."""

    number: int
    words: str
    before: int | None
    now: int | None
    before_x: int | None
    now_x: int | None
    width: int = WIDTH
    left: int = LEFT
    right: int = WIDTH - RIGHT


def goal_lines(initial: Mapping[str, Any]) -> list[GoalLine]:
    """Give the goals that have a rating, from what is stored of them."""
    found = []
    for number in range(1, GOALS_AT_MOST + 1):
        words = initial.get(f"goal_{number}")
        before = _rating(initial.get(f"goal_{number}_before"))
        now = _rating(initial.get(f"goal_{number}_now"))
        if words and (before is not None or now is not None):
            found.append(
                GoalLine(number, words, before, now, _place(before), _place(now))
            )
    return found


def _rating(given: Any) -> int | None:
    return None if given in {None, ""} else int(given)


def _place(rating: int | None) -> int | None:
    if rating is None:
        return None
    return LEFT + round(rating * (WIDTH - LEFT - RIGHT) / RATING_AT_MOST)
