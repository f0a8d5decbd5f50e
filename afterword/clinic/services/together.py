"""Who came together: a couple, a family or a group, each with an ending of their own.

Nothing of one person is kept with another; a shared id says that their episodes were
held together. What two of them can read is safe for neither.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid4

from django.db import connection

from afterword import clock
from afterword.audit import services as audit
from afterword.audit.actors import Actor, Role
from afterword.audit.refusals import refusals
from afterword.clinic import episodes
from afterword.clinic.clinicians import own_row
from afterword.clinic.errors import (
    ClinicError,
    NobodyHereError,
    NotAllowedError,
    NotTogetherError,
    TogetherElsewhereError,
)
from afterword.clinic.models import Client, Clinician, ContactPoint, Episode
from afterword.tenancy import practice

ALONE: Final = "individual"
PAIR: Final = "couple"
FORMATS: Final = (ALONE, PAIR, "family", "group")
SHARED: Final = "read_by_another"
"""Why an address is unsafe, in the record: it names nobody."""


def set_format(*, client: UUID, format: str, by: Actor) -> None:  # noqa: A002 - the field's word
    """Say how somebody came: alone, as a couple, a family or a group.

    It holds for all who came together. Alone is only who is tied to nobody.
    """
    event = "clinic.format_told"
    with (
        refusals(event, by=by, when=ClinicError, client=client),
        practice(by.practice),
    ):
        own = _acting(by)
        episode = _episode(_theirs(client, own), own)
        if format not in FORMATS:
            raise NotTogetherError("no such format")
        held = _held(episode)
        if len(held) > 1 and (format == ALONE or (format == PAIR and len(held) > 2)):  # noqa: PLR2004 - two
            raise NotTogetherError("more people than this format has")
        outcome = "repeated" if episode.format == format else "done"
        for one in held:
            one.format = format
            one.save(update_fields=["format"])
        audit.record(event, by=by, about=episode, client=client, outcome=outcome)


def join(*, client: UUID, other: UUID, by: Actor) -> None:
    """Say that two of a clinician's clients came together. Each ends their own.

    An address that both can read is unsafe for both from then on. The record does not
    say who the other is.
    """
    event = "clinic.joined"
    with (
        refusals(event, by=by, when=ClinicError, client=client),
        practice(by.practice),
    ):
        own = _acting(by)
        person, second = _theirs(client, own), _theirs(other, own)
        if person.pk == second.pk:
            raise NobodyHereError(other)
        mine, theirs = _episode(person, own), _episode(second, own)
        is_new = mine.together is None or mine.together != theirs.together
        if is_new:
            _tie(mine, theirs)
            mark_shared(client=client, by=by)
        audit.record(
            event,
            by=by,
            about=mine,
            client=client,
            outcome="done" if is_new else "repeated",
        )


def leave(*, client: UUID, by: Actor) -> None:
    """Say that somebody did not come with the others after all.

    An address that was called unsafe stays so. Who is left alone is tied to nobody.
    """
    event = "clinic.parted"
    with (
        refusals(event, by=by, when=ClinicError, client=client),
        practice(by.practice),
    ):
        own = _acting(by)
        episode = _episode(_theirs(client, own), own)
        held = _held(episode)
        is_tied = episode.together is not None
        leaving = held if len(held) <= 2 else [episode]  # noqa: PLR2004 - two
        for one in leaving if is_tied else ():
            one.together = None
            one.save(update_fields=["together"])
        audit.record(
            event,
            by=by,
            about=episode,
            client=client,
            outcome="done" if is_tied else "repeated",
        )


def came_with(client: UUID) -> list[UUID]:
    """Name those who ever came together with a client. Inside an open practice."""
    mine = Episode.objects.filter(client_id=client, together__isnull=False)
    others = Episode.objects.filter(together__in=mine.values("together"))
    found = others.exclude(client_id=client).filter(client__removed_at__isnull=True)
    return list(
        found.order_by("client_id").values_list("client_id", flat=True).distinct()
    )


def read_by_others(client: UUID) -> set[UUID]:
    """Name the addresses of a client that somebody who came with them can read.

    Inside an open practice only. Whose they are as well is not said.
    """
    others = came_with(client)
    if not others:
        return set()
    theirs = ContactPoint.objects.filter(client_id__in=others, retired_at__isnull=True)
    mine = ContactPoint.objects.filter(client_id=client, retired_at__isnull=True)
    same = mine.filter(address_index__in=theirs.values("address_index"))
    return set(same.values_list("pk", flat=True))


def mark_shared(*, client: UUID, by: Actor) -> int:
    """Call unsafe, for each, what two who came together can read; say how many.

    Inside the transaction of a verb. Each address gets a line of its own.
    """
    others = came_with(client)
    if not others:
        return 0
    _one_at_a_time(client)
    live = ContactPoint.objects.filter(retired_at__isnull=True)
    mine = live.filter(client_id=client).values_list("address_index", flat=True)
    theirs = live.filter(client_id__in=others, address_index__in=list(mine))
    shared = {bytes(each) for each in theirs.values_list("address_index", flat=True)}
    points = live.filter(
        client_id__in=[client, *others], address_index__in=shared, unsafe=False
    )
    marked = list(points.select_related("client").order_by("id"))
    for point in marked:
        point.unsafe = True
        point.called_unsafe_on = clock.today(point.client.time_zone)
        point.save(update_fields=["unsafe", "called_unsafe_on"])
        audit.record("clinic.address_unsafe", by=by, about=point, why=SHARED)
    return len(marked)


def _tie(mine: Episode, theirs: Episode) -> None:
    """Give two episodes one id, and the second the format of the first."""
    if mine.format == ALONE:
        raise NotTogetherError("this person came alone")
    if mine.together and theirs.together:
        raise TogetherElsewhereError("the other came with somebody else")
    held = {one.pk for one in (*_held(mine), *_held(theirs))}
    if mine.format == PAIR and len(held) > 2:  # noqa: PLR2004 - two
        raise NotTogetherError("a couple is two people")
    together = mine.together or theirs.together or uuid4()
    for one in (*_held(mine), *_held(theirs)):
        one.together, one.format = together, mine.format
        one.save(update_fields=["together", "format"])


def _held(episode: Episode) -> list[Episode]:
    """Give an episode and those that were held together with it."""
    if episode.together is None:
        return [episode]
    return list(Episode.objects.filter(together=episode.together).order_by("id"))


def _episode(person: Client, own: Clinician) -> Episode:
    """Give the episode that goes on, else the last one, else a new one."""
    locked = Episode.objects.select_for_update()
    found = episodes.current(person.pk, among=locked)
    return found or Episode.objects.create(client=person, clinician=own)


def _acting(by: Actor) -> Clinician:
    if not by.has(Role.CLINICIAN):
        raise NotAllowedError
    own = own_row(by)
    if own is None:
        raise NotAllowedError
    return own


def _theirs(client: UUID, own: Clinician) -> Client:
    """Give a client of this clinician's; of anybody else's nothing is said."""
    found = Client.objects.filter(pk=client, removed_at__isnull=True).first()
    if found is None or found.clinician_id not in {own.pk, None}:
        raise NobodyHereError(client)
    return found


def _one_at_a_time(client: UUID) -> None:
    """Let two who add the same address at once see each other's."""
    mine = Episode.objects.filter(client_id=client, together__isnull=False)
    ids = sorted(set(mine.values_list("together", flat=True)), key=str)
    with connection.cursor() as cursor:
        for together in ids:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"afterword.together:{together}"],
            )
