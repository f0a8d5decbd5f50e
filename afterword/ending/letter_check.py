"""What keeps a letter from going, and what a person should look at again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from afterword.letters import content
from afterword.letters.content import Remark
from afterword.letters.drafts import Template
from afterword.look.discretion import grade, revealing

HARDEST: Final = {True: 6, False: 8}
"""The grade that a letter to the person (true) or to others should not pass."""
NOT_READ: Final = frozenset({"name", "options", "close"})


def checked(found: Template, body: Mapping[str, str]) -> tuple[Remark, ...]:
    """Give every remark: what stops first, then what to look at."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    made = [*content.remarks(found, body, hosts=[host])]
    if found.is_to_client:
        named = {one.sentence for one in content.stops(made)}
        made += [one for one in _telling(body) if one.sentence not in named]
    made += _hard(found, body)
    return (*content.stops(made), *(one for one in made if one.weighs != "stop"))


def _telling(body: Mapping[str, str]) -> list[Remark]:
    """Point at words that say to a stranger what this is about."""
    made = []
    for key, text in body.items():
        for sentence in content.sentences(text):
            words = dict.fromkeys(one.word for one in revealing(sentence))
            if words:
                made.append(
                    Remark(
                        key,
                        "telling",
                        "look",
                        sentence,
                        ", ".join(words),
                        "Somebody else who opens the letter learns from this word "
                        "what it is about.",
                        "Choose a plainer word, or hand the letter over in person.",
                    )
                )
    return made


def _hard(found: Template, body: Mapping[str, str]) -> list[Remark]:
    text = "\n\n".join(body[key] for key in body if key not in NOT_READ)
    reached, most = grade(text), HARDEST[found.is_to_client]
    if reached <= most:
        return []
    return [
        Remark(
            "ended",
            "reading",
            "look",
            "",
            f"{reached:.0f}",
            f"The whole letter reads at school grade {reached:.0f}. "
            f"{most} or lower is easy on a hard day.",
            "Use shorter sentences and everyday words. A formula is no reader: read "
            "it aloud.",
        )
    ]
