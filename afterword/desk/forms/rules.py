"""The filter above the packs: place, profession, what for, words of the title."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from afterword.contact.weighing import book
from afterword.desk.forms.places import place_words
from afterword.look.forms import PlainForm
from afterword.rules import catalogue, telling
from afterword.rules.catalogue import Wanted


class RulesForm(PlainForm):
    """Which packs to show. Every field may be left empty."""

    place = forms.ChoiceField(label=_("Holds in"), required=False)
    profession = forms.ChoiceField(label=_("Profession"), required=False)
    topic = forms.ChoiceField(label=_("What for"), required=False)
    title = forms.CharField(
        label=_("Words of its title"), required=False, max_length=80
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anywhere, anybody, anything = _("Anywhere"), _("Any"), _("Anything")
        for name, words, found in (
            ("place", anywhere, places()),
            ("profession", anybody, professions()),
            ("topic", anything, topics()),
        ):
            self.fields[name].choices = [("", words), *found]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Give what is looked for; of a form that was not filled in, everything."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return Wanted(
            place=given.get("place", ""),
            profession=given.get("profession", ""),
            topic=given.get("topic", ""),
            title=given.get("title", ""),
        )


def places() -> list[tuple[str, str]]:
    """Give every place that a text names, by its name."""
    named = [code for code in catalogue.by_place(book().packs) if code]
    return sorted(((code, place_words(code)) for code in named), key=_by_words)


def professions() -> list[tuple[str, str]]:
    """Give every profession that a text names."""
    named = [name for name in catalogue.by_profession(book().packs) if name]
    return sorted(
        ((name, _capital(telling.plural(name))) for name in named), key=_by_words
    )


def topics() -> list[Any]:
    """Give every kind of contact, and below it each purpose."""
    words = book().vocabulary
    groups: list[Any] = []
    for lane in words.lanes.values():
        inside = [
            (p.name, _capital(p.label))
            for p in words.purposes.values()
            if p.lane == lane.name
        ]
        if len(inside) > 1:
            inside.insert(
                0, (lane.name, said("All of: %(kind)s") % {"kind": lane.label})
            )
        groups.append((_capital(lane.label), inside))
    return groups


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _by_words(pair: tuple[str, str]) -> str:
    return pair[1].casefold()
