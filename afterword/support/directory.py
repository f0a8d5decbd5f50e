"""The directory of services, read: search it, look at one. Inside an open practice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from afterword.support.lines import OLD_AFTER
from afterword.support.models import Service


@dataclass(frozen=True)
class ServiceFacts:
    """What is said of one service, and who looked when."""

    name: str
    needs: tuple[str, ...]
    cost: str
    checked_by: str
    checked_on: date
    places: tuple[str, ...] = ()
    """ISO codes; none: from anywhere."""
    phone: str = ""
    web: str = ""
    email: str = ""
    address: str = ""
    cost_words: str = ""
    languages: tuple[str, ...] = ()
    for_whom: str = ""
    waiting: str = ""
    external_id: str = ""

    def values(self) -> dict[str, Any]:
        """Give the columns of a row."""
        lists = {name: list(getattr(self, name)) for name in LISTS}
        return asdict(self) | lists

    @property
    def ways(self) -> tuple[str, ...]:
        """Give every way to reach it."""
        found = (self.phone, self.web, self.email, self.address)
        return tuple(way for way in found if way)


LISTS = ("needs", "places", "languages")


@dataclass(frozen=True)
class ServiceView:
    """A service as a page shows it."""

    id: UUID
    said: ServiceFacts
    is_retired: bool

    def is_old(self, on: date) -> bool:
        """Say whether it was looked at so long ago that it may have changed."""
        return on - self.said.checked_on > OLD_AFTER


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. What is empty does not narrow."""

    place: str = ""
    need: str = ""
    cost: str = ""
    language: str = ""
    words: str = ""
    checked_since: date | None = None


def search(wanted: Wanted) -> list[ServiceView]:
    """Give the services that fit, the ones looked at last first."""
    rows = Service.objects.filter(retired_at__isnull=True)
    if wanted.need:
        rows = rows.filter(needs__contains=[wanted.need])
    if wanted.cost:
        rows = rows.filter(cost=wanted.cost)
    if wanted.language:
        rows = rows.filter(languages__contains=[wanted.language])
    if wanted.checked_since:
        rows = rows.filter(checked_on__gte=wanted.checked_since)
    words = wanted.words.casefold().split()
    found = [
        view_of(row)
        for row in rows.order_by("-checked_on", "pk")
        if serves(row.places, wanted.place) and _says(row, words)
    ]
    return sorted(found, key=lambda one: (-one.said.checked_on.toordinal(), _name(one)))


def serves(places: Collection[str], wanted: str) -> bool:
    """Say whether a service for these places is one for whoever is there.

    A service for a country serves its parts; asked for a country, its parts are
    shown too. One without places is for everybody.
    """
    if not wanted or not places:
        return True
    country = wanted.partition("-")[0]
    if wanted == country:
        return any(place.partition("-")[0] == country for place in places)
    return wanted in places or country in places


def service(wanted: UUID) -> ServiceView | None:
    """Give one service, also one that was taken out of the list."""
    row = Service.objects.filter(pk=wanted).first()
    return view_of(row) if row is not None else None


def services(wanted: Collection[UUID]) -> dict[UUID, ServiceView]:
    """Give several, by their ids."""
    return {row.pk: view_of(row) for row in Service.objects.filter(pk__in=wanted)}


def places_named() -> Sequence[str]:
    """Give every place that a service names, for the filter."""
    rows = Service.objects.filter(retired_at__isnull=True)
    named = {place for row in rows.values_list("places", flat=True) for place in row}
    return sorted(named | {place.partition("-")[0] for place in named})


def view_of(row: Service) -> ServiceView:
    """Give a row as plain values."""
    said: dict[str, Any] = {
        name: tuple(getattr(row, name)) if name in LISTS else getattr(row, name)
        for name in ServiceFacts.__dataclass_fields__
    }
    return ServiceView(row.pk, ServiceFacts(**said), row.retired_at is not None)


def _says(row: Service, words: Sequence[str]) -> bool:
    text = f"{row.name} {row.for_whom} {row.address}".casefold()
    return all(word in text for word in words)


def _name(one: ServiceView) -> str:
    return one.said.name.casefold()
