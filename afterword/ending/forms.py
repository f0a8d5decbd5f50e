"""The forms of a plan, for the pages on both sides: one part, or a whole draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from afterword.ending import plan_words, plans
from afterword.ending.plans import Part, Plan
from afterword.look.forms import PlainForm

WRITTEN = tuple(key for key in plans.KEYS if key != plans.LIVE)


class PartForm(PlainForm):
    """One part of a plan, as its owner writes it."""

    def __init__(self, data: Any = None, *, part: Part, **kwargs: Any) -> None:
        super().__init__(data, initial=plans.typed(part), **kwargs)
        self.part = part
        for name in plans.FIELDS[part.key]:
            self.fields[name] = field_of(part.key, name)

    @property
    def typed(self) -> Mapping[str, str]:
        """Give what was typed, by field."""
        return {name: self.cleaned_data[name] for name in plans.FIELDS[self.part.key]}


class DraftForm(PlainForm):
    """Every part that is written, on one page; the safety plan has its own."""

    def __init__(self, data: Any = None, *, plan: Plan, **kwargs: Any) -> None:
        self.keys = tuple(key for key in WRITTEN if key != plans.SAFETY)
        initial = {
            f"{key}-{name}": text
            for key in self.keys
            for name, text in plans.typed(plan.part(key)).items()
        }
        super().__init__(data, initial=initial, **kwargs)
        for key in self.keys:
            for name in plans.FIELDS[key]:
                self.fields[f"{key}-{name}"] = self._field(key, name)

    def _field(self, key: str, name: str) -> forms.CharField:
        """Make a field that stands among those of other parts."""
        field = field_of(key, name)
        if key in plan_words.FIELDS:
            field.label = f"{plan_words.heading(key)}: {field.label}"
        else:
            field.help_text = _("Like: %(example)s") % {
                "example": plan_words.EXAMPLES[key]
            }
        field.widget.attrs["rows"] = 2
        return field

    def typed(self, key: str) -> Mapping[str, str]:
        """Give what was typed in one part."""
        given = self.cleaned_data
        return {name: given[f"{key}-{name}"] for name in plans.FIELDS[key]}


class PartsForm(PlainForm):
    """Which parts somebody is shown. Nothing is chosen beforehand."""

    parts = forms.MultipleChoiceField(
        label=_("Which parts?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one part")},
    )

    def __init__(self, data: Any = None, *, plan: Plan, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["parts"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - as declared
        field.choices = [
            (part.key, plan_words.heading(part.key)) for part in plan.written
        ]


def field_of(key: str, name: str) -> forms.CharField:
    """Make the field of one text or list."""
    label = plan_words.label(key, name)
    if name == "made_with":
        return forms.CharField(
            label=label,
            help_text=str(plan_words.HINTS[name]),
            required=False,
            max_length=plans.LONGEST_LINE,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
    is_list = key == plans.SAFETY
    hint = str(plan_words.HINTS[name]) if is_list else ""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=plans.LONGEST,
        validators=[short_list] if is_list else [],
        widget=forms.Textarea(attrs={"rows": 5 if is_list else 4}),
        error_messages={"max_length": _("Make it shorter: at most 3000 letters")},
    )


def short_list(text: str) -> None:
    """Refuse a list that is too long for a hard day."""
    found = plans.lines(text)
    if len(found) > plans.MOST:
        raise ValidationError(_("Keep at most 5 lines"))
    if any(len(line) > plans.LONGEST_LINE for line in found):
        raise ValidationError(_("Make each line shorter: at most 200 letters"))
