"""Forms of letters: which one, its parts, and on which paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from afterword.consent.releases import SHARES
from afterword.desk.letter_words import HINTS, NEWS, PAPERS, PARTS, title_of
from afterword.desk.wording import said
from afterword.ending.letter_values import Whom
from afterword.letters.drafts import IDS, Template, template
from afterword.look.forms import PlainForm

LONGEST = 4000
ROWS = {"name": 1, "ended": 6, "options": 5}


def choices() -> list[tuple[str, str]]:
    """Give every letter for each of its readers, in words."""
    found = []
    for name in IDS:
        one = template(name)
        for reader in one.recipients:
            purposes = one.purposes_for(reader)
            for purpose in purposes:
                words = title_of(one, reader)
                if len(purposes) > 1:
                    words = f"{words} ({said(NEWS, purpose)})"
                found.append((f"{name}:{reader}:{purpose}", words))
    return found


class BeginForm(PlainForm):
    """Which letter, to whom."""

    which = forms.ChoiceField(
        label=_("Which letter?"),
        help_text=_("Whoever is not the person gets one only with their own release."),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offered = [("", _now("Choose one")), *choices()]
        self.fields["which"].choices = offered  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, str, str]:
        """Give the template, the reader and the purpose."""
        name, reader, purpose = self.cleaned_data["which"].split(":")
        return name, reader, purpose


class LetterForm(PlainForm):
    """Every part that can be typed, the paper, and who else gets it."""

    paper = forms.ChoiceField(
        label=_("On which paper?"),
        choices=list(PAPERS.items()),
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        kept: Template,
        is_to_other: bool,
        readers: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.parts: Sequence[str] = [block.key for block in kept.typed]
        for key in self.parts:
            self.fields[key] = forms.CharField(
                label=said(PARTS, key),
                help_text=said(HINTS, key) if key in HINTS else "",
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": ROWS.get(key, 3)}),
            )
        self.is_to_other = is_to_other
        self.readers = dict(readers)
        if is_to_other:
            needed = kept.needs
            self.fields["to_whom"] = forms.ChoiceField(
                label=_("Who gets it?"),
                help_text=_("Their release is held against this."),
                choices=[("", _now("Choose one")), *readers],
                required=False,
            )
            self.fields["tells"] = forms.MultipleChoiceField(
                label=_("What does it tell beyond that?"),
                help_text=_("Tick what you write into it. The release must name it."),
                choices=[one for one in SHARES.items() if one[0] not in needed],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            self.fields["to_name"] = forms.CharField(
                label=_("Their name, for the envelope"),
                help_text=_("Left empty, it is the name that was chosen."),
                required=False,
                max_length=120,
            )
            self.fields["to_address"] = forms.CharField(
                label=_("Their postal address"),
                help_text=_("For the envelope; at most 6 lines."),
                required=False,
                max_length=400,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    @property
    def blocks(self) -> dict[str, str]:
        """Give the parts as they were typed."""
        return {key: self.cleaned_data[key].replace("\r\n", "\n") for key in self.parts}

    @property
    def whom(self) -> Whom:
        """Give who else gets it."""
        if not self.is_to_other:
            return Whom()
        given = self.cleaned_data
        name = given["to_name"] or self.readers.get(given["to_whom"], "")
        return Whom(name, given["to_address"].replace("\r\n", "\n"))

    @property
    def to_whom(self) -> UUID | None:
        """Give who else gets it, as a release names them; nothing where none was."""
        chosen = self.cleaned_data.get("to_whom", "")
        return UUID(chosen) if chosen else None

    @property
    def tells(self) -> list[str]:
        """Give what it tells beyond what its template does."""
        return list(self.cleaned_data.get("tells", ()))
