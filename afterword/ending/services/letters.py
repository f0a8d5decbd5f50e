"""Write a letter: begin it, edit it, make it ready, call it off. Nothing goes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.clinic.models import Client, Clinician
from afterword.consent.releases import SHARES
from afterword.ending import letters, recipients
from afterword.ending.errors import (
    LetterNotReadyError,
    LetterOverError,
    LetterRefusedError,
    NoSuchEndingError,
    NoSuchLetterError,
    NotTheirsError,
)
from afterword.ending.letter_check import checked
from afterword.ending.letter_help import country_of
from afterword.ending.letter_values import Whom, ending_of, known_of, values
from afterword.ending.models import Letter, LetterVersion
from afterword.ending.services import letters_releases, referring, writing
from afterword.letters.content import stops
from afterword.letters.conventions import PAPERS, conventions
from afterword.letters.drafts import Template, fill, template
from afterword.letters.errors import LetterError
from afterword.tenancy import practice
from afterword.vault import services as vault


def draft_letter(  # noqa: PLR0913 - which letter, about whom, to whom, for what
    *,
    client: UUID,
    name: str,
    recipient: str,
    by: Actor,
    purpose: str = "",
    whom: Whom | None = None,
) -> UUID:
    """Begin a letter from a template, filled with what is known. Gives its id.

    What is not known stays a gap in square brackets: it cannot be made ready so.
    """
    with writing.recorded("ending.letter_drafted", by, client):
        found = _template(name, recipient, purpose)
        purpose = purpose or found.purposes_for(recipient)[0]
        with practice(by.practice):
            person, clinician = _person(client, by)
            known = known_of(person, clinician, ending_of(client))
        how = conventions(found.locale, country_of(person, known.home))
        given = values(known, whom or Whom(), purpose=purpose, how=how, by=by)
        blocks = fill(found, given, recipient)
        with practice(by.practice):
            made = Letter.objects.create(
                client=person,
                ending=known.ending,
                clinician=clinician,
                template=name,
                language=found.locale,
                recipient=recipient,
                purpose=purpose,
                paper=how.paper,
                shares=sorted(found.needs_for(recipient)),
                made_by=by.id,
                made_at=clock.now(),
            )
            _keep(made, found, blocks, whom or Whom(), by)
            audit.record("ending.letter_drafted", by=by, about=made, letter=name)
    return made.pk


def edit_letter(  # noqa: PLR0913 - the text, for whom, on what, and by whom
    *,
    letter: UUID,
    blocks: Mapping[str, str],
    by: Actor,
    whom: Whom | None = None,
    paper: str = "",
    recipient_id: UUID | None = None,
    shares: Collection[str] = (),
) -> None:
    """Save a letter anew as its next version. It is a draft again.

    ``recipient_id`` says who else gets it, ``shares`` what it tells beyond what its
    template does. One that was handed over, sent or called off never changes.
    """
    with changing(letter=letter, by=by, event="ending.letter_edited") as found:
        kept = letters.template_of(found)
        typed = {block.key for block in kept.typed}
        if set(blocks) != typed or (paper and paper not in PAPERS):
            raise LetterRefusedError("a block too many or too few, or another paper")
        found.version += 1
        found.state = letters.DRAFT
        found.hand_off_id = None
        found.paper = paper or found.paper
        _for(found, kept, recipient_id, shares)
        found.save(
            update_fields=[
                "version",
                "state",
                "hand_off_id",
                "paper",
                "recipient_id",
                "shares",
                "release_id",
            ]
        )
        _keep(found, kept, blocks, whom or Whom(), by)


def make_letter_ready(*, letter: UUID, by: Actor) -> None:
    """Say that a letter is written. Raises with every reason why it is not.

    To anybody but the client it needs the client's release. One that is printed for
    post as it stands stays so.
    """
    with writing.recorded("ending.letter_readied", by, None):
        with practice(by.practice):
            row = _found(letter, by)
            version = letters.newest(row)
        text = letters.opened(version, by=by)
        wrong = stops(checked(letters.template_of(row), text.blocks))
        if wrong or not text.is_whole:
            raise LetterNotReadyError(wrong)
        with practice(by.practice):
            found = _found(letter, by, lock=True)
            if found.version != version.version:
                raise LetterNotReadyError(())
            found.release_id = letters_releases.released(found)
            referring.insist_may_send(recipients.referral_of(found))
            if found.state != letters.PRINTED:  # printed so: it stays under that
                found.state = letters.READY
            found.save(update_fields=["release_id", "state"])
            audit.record(
                "ending.letter_readied", by=by, about=found, version=found.version
            )


def call_off_letter(*, letter: UUID, by: Actor) -> None:
    """Say that a letter will not go. What it said stays in its versions."""
    with changing(letter=letter, by=by, event="ending.letter_called_off") as found:
        found.state = "not_sent"
        found.hand_off_id = None
        found.save(update_fields=["state", "hand_off_id"])


@contextmanager
def changing(
    *, letter: UUID, by: Actor, event: str, **details: object
) -> Iterator[Letter]:
    """Give a letter that can still change to whoever writes it, and record it."""
    with writing.recorded(event, by, None), practice(by.practice):
        found = _found(letter, by, lock=True)
        yield found
        audit.record(event, by=by, about=found, version=found.version, **details)


def _found(letter: UUID, by: Actor, *, lock: bool = False) -> Letter:
    rows = Letter.objects.select_related("client", "ending")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=letter).first()
    if found is None:
        raise NoSuchLetterError("no such letter in this practice")
    writing.holding(by, found)
    if found.state in letters.OVER:
        raise LetterOverError(found.state)
    return found


def _person(client: UUID, by: Actor) -> tuple[Client, Clinician]:
    """Give the client and the clinician whom the letter speaks of."""
    rows = Client.objects.select_related("clinician", "practice")
    person = rows.filter(pk=client, removed_at__isnull=True).first()
    if person is None:
        raise NoSuchEndingError("no such client in this practice")
    writing.acting(by, person)
    clinician = person.clinician or Clinician.objects.filter(user_id=by.id).first()
    if clinician is None:
        raise NotTheirsError("nobody carries this client")
    return person, clinician


def _template(name: str, recipient: str, purpose: str) -> Template:
    try:
        found = template(name)
    except LetterError as error:
        raise LetterRefusedError(str(error)) from error
    if recipient not in found.recipients:
        raise LetterRefusedError(f"`{name}` is not for a {recipient}")
    if purpose and purpose not in found.purposes_for(recipient):
        raise LetterRefusedError(f"`{name}` is not for `{purpose}`")
    return found


def _for(
    found: Letter, kept: Template, recipient_id: UUID | None, shares: Collection[str]
) -> None:
    """Say who else gets it and what it tells: never less than its template does."""
    if found.recipient not in letters_releases.NEEDS_RELEASE:
        if recipient_id is not None or shares:
            raise LetterRefusedError("nobody else gets this one")
        return
    if not set(shares) <= set(SHARES):
        raise LetterRefusedError("it tells what no release can name")
    if recipient_id is not None:
        if recipient_id not in recipients.of_this_ending(found):
            raise LetterRefusedError("it is for nobody of this ending")
        found.recipient_id = recipient_id
    found.shares = sorted({*kept.needs_for(found.recipient), *shares})
    found.release_id = None


def _keep(
    found: Letter, kept: Template, blocks: Mapping[str, str], whom: Whom, by: Actor
) -> None:
    """Add a version: the text sealed, and its hash."""
    body, content_hash = letters.sealed_text(blocks, whom)
    row = LetterVersion(
        letter=found,
        client_id=found.client_id,
        version=found.version,
        template_hash=kept.hash,
        content_hash=content_hash,
        by_id=by.id,
        at=clock.now(),
    )
    vault.seal(row, body=body)
    row.save(force_insert=True)
