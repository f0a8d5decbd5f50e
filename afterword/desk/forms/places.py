"""Fields for places and time zones: typed by name or code, beside a list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from afterword.contact.weighing import book
from afterword.rules import localities
from afterword.support import lines


@lru_cache(maxsize=1)
def names() -> Mapping[str, str]:
    """Give the names of places by code, as far as a name is known here."""
    found = {one.iso: one.name for one in lines.countries()}
    for code in localities.written_places():
        found[code] = localities.place(code).name
    return {code: name for code, name in found.items() if code in _known()}


def place_words(code: str) -> str:
    """Write a place as its name with its code, or as its code."""
    name = names().get(code)
    return f"{name} ({code})" if name else code


def place_options() -> list[str]:
    """Give every place that can be chosen, by name."""
    return sorted(place_words(code) for code in names())


def zone_options() -> list[str]:
    """Give every time zone of the IANA database that names a city."""
    return sorted(zone for zone in available_timezones() if _names_a_city(zone))


class PlaceField(forms.CharField):
    """A country, or a part of one, typed by name or code."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"list": "places", "autocomplete": "off"})
        )
        super().__init__(max_length=80, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return place_words(value) if value in names() else value

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        if not text:
            return ""
        found = _read(text)
        if found is None:
            raise ValidationError(
                _("“%(text)s” is not a place known here. Type a code like US-CA"),
                params={"text": text},
            )
        return found


class ZoneField(forms.CharField):
    """A time zone by its IANA name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"list": "zones", "autocomplete": "off"})
        )
        super().__init__(max_length=64, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "").replace(" ", "_")
        if text not in available_timezones():
            raise ValidationError(
                _("“%(text)s” is not a time zone. Choose one like Europe/London"),
                params={"text": text},
            )
        return text


def _read(text: str) -> str | None:
    code = text.strip()
    if code.endswith(")") and "(" in code:
        code = code[code.rindex("(") + 1 : -1]
    wanted = text.strip().casefold()
    by_name = {name.casefold(): one for one, name in names().items()}
    return by_name.get(wanted) or book().vocabulary.places.read(code)


def _names_a_city(zone: str) -> bool:
    area, slash, _city = zone.partition("/")
    return bool(slash) and area not in {"Etc", "SystemV", "posix", "right"}


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    places = book().vocabulary.places
    every = {*places.countries, *places.regions, *localities.written_places()}
    return frozenset(code for code in every if places.read(code))
