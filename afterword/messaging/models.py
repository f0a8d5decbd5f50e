"""What was handed to a carrier, and what came of it. No addresses, no text."""

from __future__ import annotations

from django.db import models

from afterword.clinic.models import Client
from afterword.tenancy.models import AppendOnlyModel


class Delivery(AppendOnlyModel):
    """What a carrier said about one hand-off."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    hand_off_id = models.UUIDField()
    channel = models.CharField(max_length=10)
    result = models.CharField(max_length=20)
    code = models.CharField(max_length=20, blank=True)
    template = models.CharField(max_length=40)
    wording_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
