"""A plan on paper: headings and lines, as their owner wrote them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from afterword.letters.errors import LetterDataError
from afterword.letters.press import Data, language_parts, printed, seen


@dataclass(frozen=True)
class Chapter:
    """A heading, and lines under small headings or under none."""

    heading: str
    blocks: tuple[tuple[str, tuple[str, ...]], ...]


def printed_plan(  # noqa: PLR0913 - one sheet has this many words
    *,
    heading: str,
    made: str,
    chapters: Sequence[Chapter],
    page: str,
    of: str,
    language: str,
    large: bool = False,
) -> bytes:
    """Give a plan as a tagged PDF; ``large`` prints it for people who see less."""
    data = _data(heading, made, chapters, page, of, large=large)
    return printed("plan", data | language_parts(language))


def plan_pictures(  # noqa: PLR0913 - as above
    *,
    heading: str,
    made: str,
    chapters: Sequence[Chapter],
    page: str,
    of: str,
    language: str,
    large: bool = False,
) -> list[bytes]:
    """Give the same pages as pictures, to look at."""
    data = _data(heading, made, chapters, page, of, large=large)
    return seen("plan", data | language_parts(language))


def _data(  # noqa: PLR0913 - as above
    heading: str,
    made: str,
    chapters: Sequence[Chapter],
    page: str,
    of: str,
    *,
    large: bool,
) -> dict[str, Data]:
    if not chapters:
        raise LetterDataError(where="plan", problem="is empty")
    return {
        "heading": heading,
        "made": made,
        "large": large,
        "page": page,
        "of": of,
        "chapters": [
            {
                "heading": each.heading,
                "blocks": [
                    {"heading": under, "lines": list(lines)}
                    for under, lines in each.blocks
                ],
            }
            for each in chapters
        ],
    }
