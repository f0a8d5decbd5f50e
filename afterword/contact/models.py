"""Rulings: answers that were given, kept whole with their facts and sources."""

from __future__ import annotations

from django.db import models

from afterword.clinic.models import Client
from afterword.tenancy.models import AppendOnlyModel
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
