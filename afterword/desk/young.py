"""Whose yes an ending with a young person needs, for the pages that ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from afterword import clock
from afterword.audit.actors import Actor
from afterword.clinic.models import Client
from afterword.consent import wording
from afterword.consent.terms import Terms
from afterword.desk.forms.contact import Young
from afterword.ending import young as rules
from afterword.ending.errors import NobodysYesError
from afterword.ending.models import Ending
from afterword.ending.queries import is_minor
from afterword.followup.protocols import protocol
from afterword.look.shown import KnownFact
from afterword.look.templatetags.look import full_date
from afterword.tenancy import practice

PRESET = "light_check_in"


@dataclass(frozen=True)
class Shown:
    """Whose yes counts until when, in words."""

    facts: tuple[KnownFact, ...]
    ages: tuple[str, ...]


def now(client: UUID, *, by: Actor) -> Client:
    """Give the client as they stand after what was just told."""
    with practice(by.practice):
        return Client.objects.get(pk=client)


def asked(row: Ending) -> Young | None:
    """Say what a form asks about a young person; nothing about somebody of age."""
    whose = _whose(row.client)
    if whose is None or row.ended_on is None:
        return None
    dues = [step.due_on(row.ended_on) for step in protocol(PRESET).steps]
    later = any(due >= whose.majority_on for due in dues)
    return Young(
        guardian_counts=whose.guardian_counts(row.ended_on),
        own_later_from=full_date(whose.majority_on) if later else "",
    )


def told(given: Mapping[str, Any]) -> dict[str, str]:
    """Give what the clinician says of the young person's own word."""
    if "decides" not in given:
        return {}
    alone = given["decides"] == rules.OWN
    return {"client_mature_minor": "yes" if alone else "no"}


def offers(
    terms: Terms, client: Client, given: Mapping[str, Any], *, ended_on: date
) -> rules.Offers:
    """Give what is put before them, each with its words. Inside an open practice."""
    whose = _whose(client)
    if whose is None:
        return rules.Offers(terms, "", None)
    found = rules.offers(
        terms,
        whose=whose,
        ended_on=ended_on,
        asks=given["decides"],
        own_later=given.get("own_later") == "yes",
    )
    if found.is_empty:
        raise NobodysYesError("no step falls into anybody's days")
    return replace(
        found, now=_worded(found.now, ended_on), later=_worded(found.later, ended_on)
    )


def shown(row: Ending) -> Shown | None:
    """Say whose yes counts until when, and where that stands."""
    whose = _whose(row.client)
    if whose is None:
        return None
    until = whose.guardian_until
    return Shown(
        facts=(
            KnownFact(name=_("Of age on"), value=full_date(whose.majority_on)),
            KnownFact(
                name=_("A guardian's yes"),
                value=_("Counts until %(day)s, with the young person's own yes")
                % {"day": full_date(until)}
                if until
                else _("Counts for nothing: the age is not known where they live"),
            ),
            KnownFact(
                name=_("The young person's no"), value=_("Counts, whoever said yes")
            ),
            KnownFact(
                name=_("Check-ins go to"),
                value=_("The young person, at an address that only they read"),
            ),
            KnownFact(
                name=_("A parent or guardian sees"),
                value=_("Nothing here but what the young person shows them"),
            ),
        ),
        ages=tuple(_age(one) for one in whose.ages),
    )


def _whose(client: Client) -> rules.Whose | None:
    if client.majority_on is None or not is_minor(
        client, on=clock.today(client.time_zone)
    ):
        return None
    return rules.whose(client.majority_on, client.places)


def _worded(terms: Terms | None, ended_on: date) -> Terms | None:
    return None if terms is None else wording.with_wording(terms, ended_on=ended_on)


def _age(one: rules.Age) -> str:
    if one.of_age is None:
        return _("%(place)s: the age is not known here.") % {"place": one.place}
    full = {"place": one.place, "age": one.of_age}
    if one.own_consent is None:
        return _("%(place)s: of age at %(age)s. No earlier age is known here.") % full
    own = full | {"own": one.own_consent, "cite": one.cite}
    if one.was_read:
        return _("%(place)s: of age at %(age)s; alone from %(own)s (%(cite)s).") % own
    return (
        _(
            "%(place)s: of age at %(age)s; alone from %(own)s, it is said (%(cite)s). "
            "We have not read that text: it can end a guardian's yes and allows "
            "nothing by itself."
        )
        % own
    )
