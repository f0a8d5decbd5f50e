"""Forms of a check-in: how to answer, and what to add at the end."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from afterword.look.forms import PlainForm


class WayForm(PlainForm):
    """One question a page, or all on one."""

    way = forms.ChoiceField(
        label=_("How do you want to answer?"),
        choices=[
            ("each", _("One question on each page")),
            ("all", _("All questions on one page")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you want to answer")},
    )


class WordsForm(PlainForm):
    """What somebody wants to add in their own words."""

    words = forms.CharField(
        label=_("Anything you want to add"),
        help_text=_("You may leave this empty."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
