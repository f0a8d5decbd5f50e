"""Reads the forms of a page, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSENT = {"submit", "button", "image", "reset"}


@dataclass
class Form:
    """One form: where it goes, how, and what it sends when nothing is typed."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = ""

    def handle_starttag(self, tag, attrs):
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            action = given.get("action") or self.path
            self._open = Form(
                action.split("#")[0], given.get("method", "get").lower() or "get"
            )
            self.forms.append(self._open)
        if self._open is None:
            return
        name, kind = given.get("name", ""), given.get("type", "")
        if tag == "select":
            self._select = name
            self._open.fields.setdefault(name, "")
        elif tag == "option" and self._select and given.get("value"):
            if not self._open.fields[self._select] or "selected" in given:
                self._open.fields[self._select] = given["value"]
        elif (tag == "input" and kind not in UNSENT and name) or tag == "textarea":
            value = given.get("value", "Words")
            self._open.fields.setdefault(name, value or "2026-11-20")
        elif tag == "button" and name:
            self._open.fields.setdefault(name, given.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        if tag == "select":
            self._select = ""


def forms_of(html: str, path: str) -> list[Form]:
    """Give every form of a page."""
    reader = _Reader(path)
    reader.feed(html)
    return reader.forms
