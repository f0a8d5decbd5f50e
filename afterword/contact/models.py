"""Rulings, kept whole with their facts and sources, and go-aheads for people."""

from __future__ import annotations

from django.db import models

from afterword.clinic.models import Client
from afterword.consent.models import HandOff
from afterword.tenancy.models import AppendOnlyModel, TenantModel
from afterword.vault.fields import DataClass, Sealed, SealedField


class Ruling(AppendOnlyModel, Sealed):
    """One stored answer. Facts and reasons are sealed; the outcome is not."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=40)
    occasion = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=10)
    releases = models.BooleanField()
    on = models.DateField()
    at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    facts = SealedField(DataClass.CHART)  # JSON: name → value, source, as_of
    answer = SealedField(DataClass.CHART)  # JSON as `afterword ask` prints it
    canonical_hash = models.CharField(max_length=64)
    packs_hash = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)


class GoAhead(TenantModel, Sealed):
    """A contact that one person may make today, and what came of it.

    It is no permission by itself: it is weighed again whenever it is looked at.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    hand_off = models.ForeignKey(HandOff, on_delete=models.PROTECT)
    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=40)
    channel = models.CharField(max_length=12)
    contact_point_id = models.UUIDField(null=True)
    asked = models.JSONField(default=dict)  # the contact as it was asked, in ids
    said = SealedField(DataClass.CHART)  # JSON: facts that the asker stated
    confirmed = models.JSONField(default=list)  # obligations, as the person ticked
    day = models.DateField()  # where the client is
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.CharField(max_length=40, blank=True)
    closed_by_ruling_id = models.UUIDField(null=True)
    came = models.CharField(max_length=12, blank=True)  # done, not_reached, not_done
    note = SealedField(DataClass.CHART)
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "hand_off"], name="contact_go_ahead_once"
            ),
            models.UniqueConstraint(
                fields=["practice", "client", "purpose", "day"],
                condition=models.Q(came="", closed_at__isnull=True),
                name="contact_go_ahead_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_why="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(closed_why="")),
                name="contact_go_ahead_closed_why",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    came="", recorded_at__isnull=True, recorded_by__isnull=True
                )
                | (
                    models.Q(recorded_at__isnull=False, recorded_by__isnull=False)
                    & ~models.Q(came="")
                ),
                name="contact_go_ahead_said_by",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "opened_by", "came"], name="contact_go_ahead_whose"
            ),
            models.Index(
                fields=["practice", "client", "day"], name="contact_go_ahead_of"
            ),
        ]
