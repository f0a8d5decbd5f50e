"""What a message says: fixed templates, chosen label, one link. It knows no client.

Two people who differ in anything clinical get the same bytes, because nothing
clinical can be passed in here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from afterword.carriers.message import plain_html
from afterword.messaging.errors import NoSuchTemplateError

SHOWN_TOKEN = "•" * 8
"""Stands where the random part of a link will be, when a message is only shown."""
SHOWN_CODE = "••••-••••-••"
"""Stands where a code will be."""


@dataclass(frozen=True)
class Template:
    """One fixed text, and the obligations that its words meet."""

    id: str
    file: str
    content_class: str
    expects_reply: bool
    meets: frozenset[str]
    carries_code: bool = False


@dataclass(frozen=True)
class Wording:
    """One message as it will read."""

    template: Template
    language: str
    sender_label: str
    subject: str
    text: str
    html: str
    hash: str
    """Of the template's own words: what was sent can be shown again."""


TEMPLATES: Mapping[str, Template] = {
    "check_in": Template(
        id="check_in",
        file="messages/check_in.txt",
        content_class="neutral",
        expects_reply=True,
        meets=frozenset(
            {
                "fixed_text",
                "minimum_necessary",
                "no_clinical_content",
                "no_promotion",
                "offer_stop",
                "say_no_reply_needed",
                "say_why",
                "show_help",
            }
        ),
    ),
    "access_code": Template(
        id="access_code",
        file="messages/access_code.txt",
        content_class="neutral",
        expects_reply=False,
        meets=frozenset(
            {
                "fixed_text",
                "minimum_necessary",
                "no_clinical_content",
                "no_promotion",
                "offer_stop",
                "say_no_reply_needed",
                "say_why",
                "show_help",
            }
        ),
        carries_code=True,
    ),
}
"""``say_why`` and ``show_help`` are met by the page behind the one link."""


def template(template_id: str) -> Template:
    """Give one template, or say that there is none."""
    try:
        return TEMPLATES[template_id]
    except KeyError:
        raise NoSuchTemplateError(template_id) from None


def speaks(language: str) -> bool:
    """Say whether messages can be written in a language."""
    return _spoken(language) is not None


def write(  # noqa: PLR0913 - what may stand in a message, and nothing else
    *,
    template_id: str,
    sender_label: str,
    language: str,
    reads_replies: bool,
    token: str = "",
    code: str = "",
) -> Wording:
    """Write one message. Without a token it is only to be looked at."""
    found = template(template_id)
    spoken = _spoken(language) or "en"
    link = link_to(token) if token else f"{settings.PUBLIC_URL}/n/{SHOWN_TOKEN}"
    with translation.override(spoken):
        subject = _("A note from %(sender)s") % {"sender": sender_label}
        rendered = render_to_string(
            found.file,
            {
                "sender_label": sender_label,
                "link": link,
                "code": code or SHOWN_CODE,
                "reads_replies": reads_replies,
            },
        )
    text = re.sub(r"\n{3,}", "\n\n", rendered).strip() + "\n"
    return Wording(
        template=found,
        language=spoken,
        sender_label=sender_label,
        subject=subject,
        text=text,
        html=plain_html(text, language=spoken),
        hash=_source_hash(found.file, spoken),
    )


def link_to(token: str) -> str:
    """Give the address that a message's one link opens."""
    return f"{settings.PUBLIC_URL}/n/{token}"


def one_click(token: str) -> str:
    """Give the address that a mail program posts to, to stop."""
    return f"{settings.PUBLIC_URL}/n/{token}/one-click"


def _spoken(language: str) -> str | None:
    known = {code for code, _name in settings.LANGUAGES}
    return next((each for each in (language, language[:2]) if each in known), None)


@lru_cache(maxsize=64)
def _source_hash(file: str, language: str) -> str:
    source = files("afterword").joinpath("templates", file).read_bytes()
    return hashlib.sha256(language.encode() + b"\0" + source).hexdigest()
