"""Keep the directory of services: add, change, check again, take out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError

from afterword.audit import services as audit
from afterword.audit.actors import Actor, ActorKind, Role
from afterword.audit.refusals import refusing
from afterword.support.directory import ServiceFacts, view_of
from afterword.support.kinds import COSTS, NEEDS
from afterword.support.models import Service
from afterword.support.services.errors import (
    ChangeError,
    NoSuchRowError,
    NotAllowedError,
    NotCheckedError,
    NumberTakenError,
    UnknownWordError,
    UnreachableError,
)
from afterword.support.words import LANGUAGES
from afterword.tenancy import practice

EVENT: Final = "support.service_changed"


@refusing("support.service_added", when=ChangeError)
def add_service(*, said: ServiceFacts, by: Actor, at: datetime, today: date) -> UUID:
    """Add a service to which clients can be referred."""
    only_administrators(by)
    check(said, today)
    with _own_number(), practice(by.practice):
        row = Service.objects.create(added_at=at, added_by=by.id, **said.values())
        audit.record("support.service_added", by=by, about=row)
    return row.pk


@refusing(EVENT, when=ChangeError)
def change_service(
    *, service: UUID, said: ServiceFacts, by: Actor, today: date
) -> None:
    """Change what is said of a service. Saying the same again is success."""
    only_administrators(by)
    check(said, today)
    with _own_number(), practice(by.practice):
        row = _there(service)
        before = view_of(row).said
        Service.objects.filter(pk=row.pk).update(**said.values())
        outcome = "repeated" if said == before else "done"
        audit.record(EVENT, by=by, about=row, outcome=outcome)


@refusing("support.service_checked", when=ChangeError)
def check_service(
    *, service: UUID, checked_by: str, checked_on: date, by: Actor, today: date
) -> None:
    """Say that somebody looked again, and that what is said of it still holds."""
    only_administrators(by)
    with practice(by.practice):
        row = _there(service)
        said = replace(
            view_of(row).said, checked_by=checked_by.strip(), checked_on=checked_on
        )
        check(said, today)
        Service.objects.filter(pk=row.pk).update(
            checked_by=said.checked_by, checked_on=said.checked_on
        )
        audit.record("support.service_checked", by=by, about=row)


@refusing("support.service_retired", when=ChangeError)
def retire_service(*, service: UUID, by: Actor, at: datetime) -> None:
    """Take a service out of the list. Whoever was referred to it still sees it."""
    only_administrators(by)
    with practice(by.practice):
        row = Service.objects.filter(pk=service).first()
        if row is None:
            raise NoSuchRowError
        changed = Service.objects.filter(pk=service, retired_at__isnull=True).update(
            retired_at=at, retired_by=by.id
        )
        outcome = "done" if changed else "repeated"
        audit.record("support.service_retired", by=by, about=row, outcome=outcome)


def only_administrators(by: Actor) -> None:
    """Refuse everybody else. A check inside verbs."""
    if by.kind is not ActorKind.STAFF or not by.has(Role.ADMINISTRATOR):
        raise NotAllowedError


def check(said: ServiceFacts, today: date) -> None:
    """Refuse what is not whole: no way to reach it, or nobody who looked."""
    if not said.checked_by.strip() or said.checked_on > today:
        raise NotCheckedError
    if not said.name.strip() or not said.ways:
        raise UnreachableError
    unknown = (
        set(said.needs) - set(NEEDS)
        or {said.cost} - set(COSTS)
        or set(said.languages) - set(LANGUAGES)
    )
    odd = said.web and not said.web.startswith(("https://", "http://"))
    if unknown or odd or not said.needs:
        raise UnknownWordError


@contextmanager
def _own_number() -> Iterator[None]:
    """Say in words that another service has the number already."""
    try:
        yield
    except IntegrityError as why:
        raise NumberTakenError from why


def _there(service: UUID) -> Service:
    row = Service.objects.filter(pk=service, retired_at__isnull=True).first()
    if row is None:
        raise NoSuchRowError
    return row
