"""A scan of a signed paper: the one field for it, on every page that takes one."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST: Final = 10_000_000
_BEGIN: Final = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class ScanField(forms.FileField):
    """Gives the bytes of what looks like a page; nothing, where none is needed."""

    default_error_messages = {
        "required": _("Choose the scan"),
        "empty": _("This file is empty"),
        "large": _("This file is larger than 10 MB"),
        "other": _("This is no PDF, JPEG or PNG"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kept = _("PDF, JPEG or PNG, up to 10 MB. It is kept sealed.")
        super().__init__(**{"help_text": kept, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        """Refuse what is too large or no page."""
        file = super().clean(data, initial)
        if file is None:
            return None
        if file.size > LARGEST:
            raise forms.ValidationError(self.error_messages["large"], "large")
        page: bytes = file.read()
        if not page.startswith(_BEGIN):
            raise forms.ValidationError(self.error_messages["other"], "other")
        return page
