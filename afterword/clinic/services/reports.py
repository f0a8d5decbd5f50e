"""The verbs by which somebody reports what the gate must know: a death, an order.

They decide nothing and stop nothing themselves: the gate looks at what was
reported each time it is asked, and once more as a message leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from afterword.audit import services as audit
from afterword.audit.actors import Actor
from afterword.audit.refusals import refusals
from afterword.clinic.errors import ClinicError, NobodyHereError, UnknownReportError
from afterword.clinic.models import Client, Clinician, Episode, ReportedFact
from afterword.tenancy import practice
from afterword.vault import services as vault

Row = TypeVar("Row", Client, Clinician)
RECORD = ("yes", "no", "none_reported")
ABOUT_CLIENTS: Mapping[str, tuple[str, ...]] = {
    "alive": ("yes", "reported_dead", "confirmed_dead"),
    "guardian": ("yes", "no"),
    "capacity": ("has", "lacks", "doubtful"),
    "client_mature_minor": ("yes", "no"),
    "needs_treatment": ("yes", "no"),
    "risk_level": ("none", "concern", "serious"),
    "legal_hold": ("yes", "no"),
    **dict.fromkeys(
        (
            "coercive_home",
            "communication_restriction",
            "complaint_open",
            "dependent",
            "distressed_by_measures",
            "fears_sender",
            "litigation_open",
            "protective_order",
            "strong_transference",
            "treated_elsewhere",
            "vulnerable",
        ),
        RECORD,
    ),
}
"""What may be reported about a client, and the values it may take."""

ABOUT_CLINICIANS: Mapping[str, tuple[str, ...]] = {
    "practising": ("yes", "no"),
    "under_investigation": RECORD,
    "employer_policy": ("allows", "forbids", "none"),
}
_COLUMNS = frozenset(ABOUT_CLINICIANS)
"""What may be reported about a clinician; it counts for all their clients."""


def report(  # noqa: PLR0913 - one report: about whom, what, since when, by whom
    *,
    name: str,
    value: str,
    as_of: date,
    by: Actor,
    at: datetime,
    client: UUID | None = None,
    clinician: UUID | None = None,
    note: str = "",
) -> UUID:
    """Add one report. The newest report of a name holds; none is ever changed.

    A note is sealed with the client's key, so a report about a clinician has none.
    """
    event = "clinic.fact_reported"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        allowed = (ABOUT_CLIENTS if client else ABOUT_CLINICIANS).get(name, ())
        if value not in allowed or (client is None) == (clinician is None):
            raise UnknownReportError(name, value, allowed)
        if note and client is None:
            raise UnknownReportError("note", "given")
        if client is not None:
            _exists(Client, client)
        if clinician is not None:
            _exists(Clinician, clinician)
        line = ReportedFact(
            client_id=client,
            clinician_id=clinician,
            name=name,
            value=value,
            as_of=as_of,
            reported_at=at,
            reported_by=by.id,
        )
        if note:
            vault.seal(line, note=note)
        line.save(force_insert=True)
        if name == "alive" and client is not None:
            Client.objects.filter(pk=client).update(alive=value)
        elif name in _COLUMNS and clinician is not None:
            Clinician.objects.filter(pk=clinician).update(**{name: value})
        audit.record(event, by=by, about=line, name_of_fact=name, value=value)
    return line.pk


def report_away(
    *,
    clinician: UUID,
    away_from: date | None,
    away_until: date | None,
    covered_by: UUID | None,
    by: Actor,
) -> None:
    """Say when a clinician is away and who reads answers meanwhile; no dates: back."""
    event = "clinic.absence_reported"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        if away_from and away_until and away_until < away_from:
            raise UnknownReportError("away_until", "before away_from")
        if covered_by == clinician:
            raise UnknownReportError("covered_by", "the same person")
        row = _exists(Clinician, clinician)
        if covered_by is not None:
            _exists(Clinician, covered_by)
        row.away_from, row.away_until = away_from, away_until
        row.covered_by_id = covered_by
        row.save(update_fields=["away_from", "away_until", "covered_by"])
        audit.record(
            event,
            by=by,
            about=row,
            away_from=str(away_from or ""),
            away_until=str(away_until or ""),
            covered_by=str(covered_by or ""),
        )


def report_left(*, clinician: UUID, on: date | None, by: Actor) -> None:
    """Say on which day a clinician leaves or left; none: they stay."""
    event = "clinic.leaving_reported"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        row = _exists(Clinician, clinician)
        row.left_on = on
        row.save(update_fields=["left_on"])
        audit.record(event, by=by, about=row, on=str(on or ""))


def report_return(
    *, client: UUID, clinician: UUID, started_on: date, by: Actor
) -> UUID:
    """Say that a client came back: a new episode begins, and they are current."""
    event = "clinic.return_reported"
    with refusals(event, by=by, when=ClinicError), practice(by.practice):
        row = _exists(Client, client)
        _exists(Clinician, clinician)
        episode = Episode.objects.create(
            client_id=client, clinician_id=clinician, started_on=started_on
        )
        row.status, row.clinician_id = "current", clinician
        row.save(update_fields=["status", "clinician"])
        audit.record(event, by=by, about=episode)
    return episode.pk


def _exists(model: type[Row], pk: UUID) -> Row:
    row = model.objects.filter(pk=pk).first()
    if row is None:
        raise NobodyHereError(pk)
    return row
