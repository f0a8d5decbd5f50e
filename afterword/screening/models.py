"""Second relationships as they were declared and looked at again; conflict checks."""

from __future__ import annotations

from django.db import models

from afterword.clinic.models import Client, Clinician
from afterword.tenancy.models import AppendOnlyModel, TenantModel
from afterword.vault.fields import DataClass, Sealed, SealedField


class DualRelationship(AppendOnlyModel):
    """A second relationship of one clinician with one client. Its entries say more."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT)
    declared_at = models.DateTimeField()
    declared_by = models.UUIDField(null=True)


class RelationshipEntry(AppendOnlyModel, Sealed):
    """What was declared, planned or found on one day. The newest entry holds.

    Codes are carried on from entry to entry; words are what was written that day.
    """

    relationship = models.ForeignKey(DualRelationship, on_delete=models.PROTECT)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    says = models.CharField(max_length=10)  # declared, planned, unchanged, …
    kind = models.CharField(max_length=24)
    stage = models.CharField(max_length=10)  # planned, existing, over, dropped
    person_is = models.CharField(max_length=10)
    started_by = models.CharField(max_length=12)
    preexisting = models.CharField(max_length=10, blank=True)  # yes, no, ""
    small_community = models.CharField(max_length=10, blank=True)
    note = SealedField(DataClass.CHART)
    consulted = models.CharField(max_length=12, blank=True)
    consulted_on = models.DateField(null=True)
    consultation = SealedField(DataClass.CHART)
    safeguards = models.JSONField(default=list)
    own_safeguards = SealedField(DataClass.CHART)
    review_on = models.DateField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "relationship", "number"],
                name="screening_entry_number",
            )
        ]
        indexes = [
            models.Index(
                fields=["practice", "client", "relationship", "number"],
                name="screening_entry_newest",
            )
        ]


class ConflictCheck(TenantModel):
    """Somebody asked whether a name is known here. What was asked goes when it is done.

    The row is the same whatever came of it.
    """

    about = models.CharField(max_length=12)  # hire, contract, treat, treated_by
    asked = models.BinaryField(null=True, default=None)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["practice", "asked_by", "asked_at"],
                name="screening_check_counted",
            )
        ]
