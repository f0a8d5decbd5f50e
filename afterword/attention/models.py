"""Whatever waits for a named person."""

from __future__ import annotations

from django.db import models

from afterword.tenancy.models import TenantModel


class Item(TenantModel):
    """One thing that waits, with an owner and a day by which it is due."""

    kind = models.CharField(max_length=30)
    client_id = models.UUIDField(null=True)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True)
    owner_id = models.UUIDField(null=True)  # a clinician; empty means administrators
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.UUIDField(null=True, blank=True)
    key = models.CharField(max_length=150)  # raising the same thing twice is one item

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "key"], name="attention_item_once"
            )
        ]
