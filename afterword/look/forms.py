"""A form whose errors say what to do, not what went wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

CHOICES = (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField)


UNSEEN = dict.fromkeys(
    [0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Signs of no width, and those that turn the rest of a line round."""


class PlainForm(forms.Form):
    """Every field that gives no words of its own gets plain ones.

    Of what was typed it keeps what can be seen.
    """

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(seen(data), *args, **kwargs)
        for name, field in self.fields.items():
            label = str(field.label or name.replace("_", " ").capitalize())
            own = type(self).base_fields[name].error_messages
            for code, words in plain_words(field, label).items():
                if own.get(code) == _default(field, code):
                    field.error_messages[code] = words


def seen(data: Any) -> Any:
    """Give what was typed without the signs that nobody sees."""
    if not isinstance(data, QueryDict):
        return data
    kept = data.copy()
    for name, values in data.lists():
        kept.setlist(name, [value.translate(UNSEEN) for value in values])
    return kept


def plain_words(field: forms.Field, label: str) -> dict[str, str]:
    """Give the words for what people most often leave out or write another way."""
    if isinstance(field, CHOICES):
        return {
            "required": _("Choose an answer: %(label)s") % {"label": label},
            "invalid_choice": _("Choose an answer from the list: %(label)s")
            % {"label": label},
        }
    words = {"required": _("Fill this in: %(label)s") % {"label": label}}
    if isinstance(field, forms.EmailField):
        words["invalid"] = _("Write an email address, like name@example.org")
    elif isinstance(field, forms.DateField):
        words["invalid"] = _("Write a date, like 2026-11-23: %(label)s") % {
            "label": label
        }
    elif isinstance(field, forms.IntegerField):
        words["invalid"] = _("Write a whole number: %(label)s") % {"label": label}
    return words


def _default(field: forms.Field, code: str) -> object:
    """Find what Django itself would say, to leave a form's own words alone."""
    for kind in type(field).__mro__:
        messages = getattr(kind, "default_error_messages", {})
        if code in messages:
            return messages[code]
    return None
