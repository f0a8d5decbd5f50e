"""The closing of a practice as it stands: its people, its settlement, its counts.

It reads, for the verbs and for pages. Each person's own facts are weighed elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, F, Q
from django.db.models.query import QuerySet

from afterword.clinic.models import Client, ContactPoint
from afterword.contact.errors import NoSuchClosureError
from afterword.contact.models import StandingSettlement
from afterword.contact.requests import ContactRequest
from afterword.contact.standing import Standing, all_of
from afterword.ending.unplanned import Closure, ClosureLine
from afterword.rules.facts import Facts, Known

PURPOSE: Final = "practice_closure"
CHANNEL: Final = "letter"
SEEN_TO: Final = frozenset(
    {
        "fixed_text",
        "give_referrals",
        "minimum_necessary",
        "no_clinical_content",
        "no_promotion",
        "offer_way_back",
        "say_how_to_get_records",
        "say_no_reply_needed",
        "say_why",
        "show_help",
    }
)
"""What the one letter says to everybody. It is a text, and a person has read it."""
TICKED: Final = ("a_person_releases", "discreet_wording", "keep_copy")
"""What only the person who posts it can keep to."""
LANGUAGE: Final = "en"
"""The language that the letter is written in."""


@dataclass(frozen=True)
class Progress:
    """How far the letters of a closure are."""

    people: int
    ready: int = 0
    left_out: int = 0
    opened: int = 0
    posted: int = 0
    endings_open: int = 0
    """Endings of this closure that nobody has closed."""

    @property
    def looked_at(self) -> int:
        """Count those of whom it is known what becomes of their letter."""
        return self.ready + self.left_out + self.opened + self.posted


def closure_of(closure: UUID) -> Closure:
    """Give a closure. Inside an open practice only."""
    row = Closure.objects.filter(pk=closure).first()
    if row is None:
        raise NoSuchClosureError
    return row


def is_under_way() -> bool:
    """Say whether letters of a closure are prepared here. Inside a practice only."""
    return Closure.objects.filter(state__in=("running", "prepared")).exists()


def people_of(row: Closure) -> QuerySet[Client]:
    """Give everybody in care, and former clients whose records are still kept.

    With no day set that is everybody on file.
    """
    found = Client.objects.filter(removed_at__isnull=True)
    if row.former_since is None:
        return found
    ended = Q(episode__ended_on__gte=row.former_since)
    return found.filter(
        ~Q(status="former") | ended | Q(episode__isnull=True)
    ).distinct()


def not_looked_at(row: Closure) -> QuerySet[Client]:
    """Give those of whom it is not known yet, in an order that stays."""
    done = ClosureLine.objects.filter(closure=row).values("client_id")
    return people_of(row).exclude(pk__in=done).order_by("pk")


def progress_of(row: Closure) -> Progress:
    """Count. Inside an open practice only."""
    lines = ClosureLine.objects.filter(closure=row).values("state")
    counts = {one["state"]: one["n"] for one in lines.annotate(n=Count("pk"))}
    endings = ClosureLine.objects.filter(closure=row, ending__state="open").count()
    return Progress(people_of(row).count(), **counts, endings_open=endings)


def settlement_of(row: Closure) -> Standing | None:
    """Give the standing settlement that two people stand behind, or the proposal."""
    if row.standing_id is None:
        return None
    rows = StandingSettlement.objects.filter(pk=row.standing_id)
    return next(iter(all_of(rows)), None)


def stands(row: Closure, on: date) -> bool:
    """Say whether two people stand behind it on this day."""
    found = settlement_of(row)
    return found is not None and found.state(on) == "holds"


def request_for(client: Client, *, on: date) -> ContactRequest:
    """Give the letter that would go to one person."""
    return ContactRequest(
        client=client.pk,
        purpose=PURPOSE,
        occasion="",
        on=on,
        channel=CHANNEL,
        sender=client.clinician_id,
        sender_role="practice",
        contact_point=postal_address(client.pk),
        initiator="practice",
        content_class="administrative",
    )


def said_of(row: Closure) -> Facts:
    """Give what the plan states, the same for everybody and of nobody."""
    day = row.planned_at.date()
    return stated(trigger="closure", since=row.last_day, on=day)


def stated(*, trigger: str, since: date, on: date) -> Facts:
    """Give what is stated of a fixed letter, and of what it is about, on a day.

    It is one text for all: it invites to nothing and names no illness.
    """
    values: dict[str, str | date | bool] = {
        "duty_trigger": trigger,
        "duty_triggered_on": since,
        "expects_reply": False,
        "promotional": False,
        "third_party_paid": False,
        "personal_motive": False,
        "identity_revealed": False,
        "discreet": True,
        "minimal_content": True,
    }
    return Facts({name: Known(one, "practice", on) for name, one in values.items()})


def kept_back(answer: Mapping[str, Any], kept: Collection[str]) -> list[str]:
    """Name what keeps a letter back, beside the points that are kept to.

    Where the answer is no, the rule that says so; nothing where nothing does.
    """
    if answer["outcome"] not in {"permit", "require"}:
        rules = [str(one["rule"]) for one in answer["because_of"]]
        return rules[:1] or [str(answer["outcome"])]
    return [name for name in answer["unmet"] if name not in kept]


def speaks_to(client: Client) -> bool:
    """Say whether the letter is in the language of somebody."""
    return client.language.partition("-")[0] == LANGUAGE


def postal_address(client: UUID) -> UUID | None:
    """Give the postal address to use, confirmed last. Inside a practice only."""
    rows = ContactPoint.objects.filter(
        client_id=client, channel=CHANNEL, retired_at__isnull=True, unsafe=False
    ).exclude(shared="yes")
    newest = F("confirmed_on").desc(nulls_last=True)
    return rows.order_by(newest, "id").values_list("id", flat=True).first()
