"""What was worked out once and would come out the same again. Not: anything stored."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


class Remembered(dict[Any, T]):
    """Answers by what they rest on; when there are too many, all are forgotten."""

    def __init__(self, *, most: int) -> None:
        super().__init__()
        self.most = most

    def keep(self, key: Any, value: T) -> T:
        """Remember an answer, and give it back."""
        if len(self) >= self.most:
            self.clear()
        self[key] = value
        return value
