"""A form whose errors say what to do, not what went wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

CHOICES = (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField)


class PlainForm(forms.Form):
    """Every field that gives no words of its own gets plain ones."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label = str(field.label or name.replace("_", " ").capitalize())
            own = type(self).base_fields[name].error_messages
            for code, words in plain_words(field, label).items():
                if own.get(code) == _default(field, code):
                    field.error_messages[code] = words


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
