"""Stored rulings as questions that can be decided anew. It stores and sends nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from afterword.audit.actors import Actor
from afterword.contact.models import Ruling
from afterword.rules.asking import read_facts
from afterword.rules.comparing import Both, Question, Way
from afterword.rules.errors import FactsError
from afterword.tenancy import practice
from afterword.vault import services as vault

PIECE: Final = 200
"""So many rulings are opened at a time."""


def stored_questions(*, both: Both, by: Actor) -> Iterator[Question]:
    """Open the facts of every ruling of a practice, and give each as a question.

    The record says first whose facts were opened, and that it was to compare packs.
    A ruling whose key is gone, or whose words are no longer known, is noted instead.
    Settlements are left out: both answers are those before anybody talked it over.
    """
    for piece in _pieces(by.practice):
        with practice(by.practice):
            rows = list(Ruling.objects.filter(pk__in=piece).order_by("at", "pk"))
        texts = vault.open(by=by, purpose="compare_packs", rows=rows, fields=["facts"])
        for row, text in zip(rows, texts, strict=True):
            question = _question(row, text["facts"], both)
            if question is not None:
                yield question


def _pieces(home: UUID) -> Iterator[list[UUID]]:
    with practice(home):
        every = list(Ruling.objects.order_by("at", "pk").values_list("pk", flat=True))
    for start in range(0, len(every), PIECE):
        yield every[start : start + PIECE]


def _question(row: Ruling, facts: str | None, both: Both) -> Question | None:
    if facts is None:
        both.unread.append(f"{row.pk}: its key is gone")
        return None
    plain = json.loads(facts)
    try:
        old = read_facts(plain, both.old.vocabulary, on=row.on)
        new = read_facts(plain, both.new.vocabulary, on=row.on)
    except FactsError:
        both.unread.append(f"{row.pk}: it holds facts that are no longer known")
        return None
    return Question(str(row.pk), Way.GIVEN, {False: old, True: new}, row.on)
