"""Letters as they are read: found, opened, put together. It changes nothing."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from afterword.audit.actors import Actor
from afterword.clinic.models import Client
from afterword.ending import letter_help
from afterword.ending.letter_values import PURPOSE, Whom
from afterword.ending.models import Ending, Letter, LetterCopy, LetterVersion
from afterword.ending.queries import WRITTEN_BY_WHO_CARRIES
from afterword.letters import letter as paper
from afterword.letters.conventions import Conventions, conventions
from afterword.letters.drafts import Template, template
from afterword.letters.letter import Help
from afterword.tenancy.models import Practice
from afterword.vault import services as vault

DRAFT, READY, PRINTED = "draft", "ready", "printed"
OVER: Final = frozenset({"handed_over", "sent", "not_sent"})
GIVEN: Final = ("handed_over", "sent")


@dataclass(frozen=True)
class Text:
    """The text of one version, opened."""

    blocks: Mapping[str, str]
    whom: Whom = field(default_factory=Whom)
    is_whole: bool = True
    """False where it is not what its hash says, or its key is gone."""


def sealed_text(blocks: Mapping[str, str], whom: Whom) -> tuple[str, str]:
    """Give a body to be sealed and its hash, which covers a secret of its own.

    Without the secret, which is sealed with the text, nobody can try texts on the hash.
    """
    body = json.dumps(
        {
            "blocks": dict(blocks),
            "name": whom.name,
            "address": whom.address,
            "salt": secrets.token_hex(16),
        },
        ensure_ascii=False,
        sort_keys=True,
    )
    return body, hashlib.sha256(body.encode()).hexdigest()


def opened(version: LetterVersion, *, by: Actor, purpose: str = PURPOSE) -> Text:
    """Open one version. Outside a transaction: the record has it first."""
    (told,) = vault.open(by=by, purpose=purpose, rows=[version], fields=["body"])
    return _text(version, told["body"])


def opened_all(
    versions: Sequence[LetterVersion], *, by: Actor, purpose: str
) -> list[Text]:
    """Open several versions at once, in their order."""
    told = vault.open(by=by, purpose=purpose, rows=versions, fields=["body"])
    return [_text(row, each["body"]) for row, each in zip(versions, told, strict=True)]


def newest(letter: Letter) -> LetterVersion:
    """Give the version of a letter that holds. Inside an open practice only."""
    return LetterVersion.objects.get(letter=letter, version=letter.version)


def template_of(letter: Letter) -> Template:
    """Give the template that a letter was begun from, as it is now."""
    return template(letter.template, letter.language.partition("-")[0])


def how_of(letter: Letter, client: Client, home: Practice) -> Conventions:
    """Give the writing of the place where it is read."""
    country = letter_help.country_of(client, home)
    return conventions(letter.language, country)


def help_of(client: Client, home: Practice) -> Help:
    """Give whom to reach at once, as of now."""
    return letter_help.help_for(letter_help.country_of(client, home), home.pk)


def composed(  # noqa: PLR0913 - one letter, for whom, from where, to where, when
    letter: Letter,
    text: Text,
    *,
    client: Client,
    home: Practice,
    on: date,
    address: tuple[str, ...] = (),
) -> paper.Letter:
    """Put a letter together as it would be on paper on a day of the client."""
    found = template_of(letter)
    help_now = help_of(client, home) if found.is_to_client else None
    return paper.Letter(
        sections=paper.compose(found, text.blocks, help_now=help_now),
        written_on=on,
        sender=home.neutral_name,
        how=how_of(letter, client, home),
        paper=letter.paper,
        address=address,
    )


def may_be_handed_over(client: Client, ending: Ending | None, *, on: date) -> bool:
    """Say whether giving it to them is part of the work, not a contact after it."""
    if client.status == "current":
        return True
    if ending is None:
        return False
    ended = {ending.ended_on, ending.last_professional_contact_on}
    return ending.state == "open" or on in ended


def waiting(clients: Collection[UUID]) -> list[Letter]:
    """List the letters that are written and not gone. Inside an open practice only."""
    rows = Letter.objects.filter(
        WRITTEN_BY_WHO_CARRIES, client_id__in=clients, state__in=(READY, PRINTED)
    )
    return list(rows.select_related("client").order_by("made_at", "id"))


def of_client(client: UUID) -> list[Letter]:
    """List what who carries them wrote, newest first. Inside an open practice only."""
    rows = Letter.objects.filter(WRITTEN_BY_WHO_CARRIES, client_id=client)
    return list(rows.order_by("-made_at", "-id"))


def copies_of(letter: UUID) -> list[LetterCopy]:
    """List who got what, when and how. Inside an open practice only."""
    return list(LetterCopy.objects.filter(letter_id=letter).order_by("at", "id"))


def given_to(client: UUID) -> list[tuple[LetterCopy, LetterVersion, Letter]]:
    """List what a client got, newest first. Inside an open practice only."""
    copies = LetterCopy.objects.filter(
        client_id=client, recipient="client", says__in=GIVEN
    )
    found = []
    for copy in copies.select_related("letter").order_by("-at", "-id"):
        version = LetterVersion.objects.get(letter=copy.letter_id, version=copy.version)
        found.append((copy, version, copy.letter))
    return found


def _text(version: LetterVersion, body: str | None) -> Text:
    if body is None:
        return Text({}, is_whole=False)
    told: Any = json.loads(body)
    whole = hashlib.sha256(body.encode()).hexdigest() == version.content_hash
    whom = Whom(told["name"], told["address"])
    return Text(told["blocks"], whom, is_whole=whole)
