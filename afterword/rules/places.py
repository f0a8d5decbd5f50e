"""Places and how they contain one another. Not: what holds in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_LONGEST_PART = 3


@dataclass(frozen=True)
class Places:
    """The countries and regions of the world, from ``places/regions.yaml``."""

    countries: frozenset[str]
    regions: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """By code, as they stand in a sentence: `the Netherlands`."""
    _above: dict[str, frozenset[str]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def read(self, text: str) -> str | None:
        """Give the place as it is written here, or nothing when there is none."""
        code = text.strip().upper()
        code = self.spellings.get(code, code)
        if code in self.countries or code in self.regions:
            return code
        country, dash, part = code.partition("-")
        known = dash and country in self.countries
        return (
            code
            if known
            and part.isascii()
            and part.isalnum()
            and len(part) <= _LONGEST_PART
            else None
        )

    def name(self, place: str) -> str:
        """Name a place inside a sentence; one without a name keeps its code."""
        return self.names.get(place, place)

    def above(self, place: str) -> frozenset[str]:
        """Name the place itself and everything that it lies in."""
        if place not in self._above:
            found = {place}
            country, dash, _ = place.partition("-")
            if dash:
                found |= self.above(country)
            for region, members in self.regions.items():
                if place in members:
                    found |= self.above(region)
            self._above[place] = frozenset(found)
        return self._above[place]

    def lies_in(self, place: str, outer: str) -> bool:
        """Say whether ``place`` is ``outer`` or a part of it."""
        return outer in self.above(place)

    def too_coarse(self, members: Iterable[str], wanted: str) -> bool:
        """Say whether somebody named only a larger place that ``wanted`` lies in.

        Then nobody knows whether they are in ``wanted``. A larger place that was
        also named more finely (US and US-NY) is no longer open.
        """
        named = set(members)
        return any(
            place != wanted
            and place in self.above(wanted)
            and not any(
                other != place and place in self.above(other) for other in named
            )
            for place in named
        )
