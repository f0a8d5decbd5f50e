"""The forms of a plan, for the pages on both sides: one part, or a whole draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from afterword.ending import meanwhile, plan_words, plans
from afterword.ending.plans import Part, Plan
from afterword.look.forms import PlainForm

SHOWN: Final = "shown"
"""How the mark of what a page showed is named, beside the fields of its part."""
WRITTEN_MEANWHILE: Final = _(
    "Something else was written here meanwhile. Both stand here now, the other first. "
    "Look through it, then save once more"
)
WRITTEN = tuple(key for key in plans.KEYS if key != plans.LIVE)


class WrittenForm(PlainForm):
    """Parts of a plan that somebody else may write in at the same time."""

    def __init__(
        self, data: Any = None, *, parts: Mapping[str, Part], **kwargs: Any
    ) -> None:
        """Take parts by what the names of their fields begin with."""
        initial = {
            start + name: text
            for start, part in parts.items()
            for name, text in plans.typed(part).items()
        }
        super().__init__(data, initial=initial, **kwargs)
        self.parts = parts

    def carry_marks(self) -> None:
        """Let the page carry what it showed of each part, as a mark."""
        for start, part in self.parts.items():
            self.fields[start + SHOWN] = forms.CharField(
                required=False,
                max_length=16,
                initial=meanwhile.mark(plans.typed(part)),
                widget=forms.HiddenInput,
            )

    def clean(self) -> dict[str, Any]:
        """Keep what another wrote meanwhile, and show both where both wrote."""
        for start, part in self.parts.items():
            self._meet(start, part)
        return self.cleaned_data

    def _meet(self, start: str, part: Part) -> None:
        given, now = self.cleaned_data, plans.typed(part)
        shown = given.get(start + SHOWN)
        if not shown or any(start + name not in given for name in now):
            return
        typed = {name: given[start + name] for name in now}
        met = meanwhile.meet(now, typed, shown=shown)
        words = {start + name: text for name, text in met.words.items()}
        given.update(words)
        again = self.data.copy()  # type: ignore[attr-defined]
        again.update({**words, start + SHOWN: meanwhile.mark(now)})
        self.data = again
        if met.is_both:
            self.add_error(start + next(iter(now)), WRITTEN_MEANWHILE)


class PartForm(WrittenForm):
    """One part of a plan, as its owner writes it."""

    def __init__(self, data: Any = None, *, part: Part, **kwargs: Any) -> None:
        super().__init__(data, parts={"": part}, **kwargs)
        self.part = part
        for name in plans.FIELDS[part.key]:
            self.fields[name] = field_of(part.key, name)
        self.carry_marks()

    @property
    def typed(self) -> Mapping[str, str]:
        """Give what was typed, by field."""
        return {name: self.cleaned_data[name] for name in plans.FIELDS[self.part.key]}


class DraftForm(WrittenForm):
    """Every part that is written, on one page; the safety plan has its own."""

    def __init__(self, data: Any = None, *, plan: Plan, **kwargs: Any) -> None:
        self.keys = tuple(key for key in WRITTEN if key != plans.SAFETY)
        parts = {f"{key}-": plan.part(key) for key in self.keys}
        super().__init__(data, parts=parts, **kwargs)
        for key in self.keys:
            for name in plans.FIELDS[key]:
                self.fields[f"{key}-{name}"] = self._field(key, name)
        self.carry_marks()

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
