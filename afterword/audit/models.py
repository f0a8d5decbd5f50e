"""The append-only record: who did what, and why. It holds no personal data."""

from __future__ import annotations

from django.db import models

from afterword.tenancy.models import AppendOnlyModel


class Event(AppendOnlyModel):
    """One line of the record. It has no foreign keys but its practice's."""

    at = models.DateTimeField()
    name = models.CharField(max_length=60)
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True)
    by_roles = models.CharField(max_length=80, blank=True)
    door = models.CharField(max_length=20, blank=True)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True)
    client_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=30)
    why = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["practice", "at"], name="audit_event_at"),
            models.Index(
                fields=["practice", "client_id", "at"], name="audit_event_who"
            ),
        ]


class Leaf(AppendOnlyModel):
    """An event's place in the practice's Merkle log, given after its commit."""

    position = models.BigIntegerField()
    event_id = models.UUIDField()
    leaf_hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "position"], name="audit_leaf_position"
            ),
            models.UniqueConstraint(
                fields=["practice", "event_id"], name="audit_leaf_event"
            ),
        ]


class Checkpoint(AppendOnlyModel):
    """A signed statement of the log's size and root at a moment."""

    size = models.BigIntegerField()
    root = models.BinaryField()
    frontier = models.BinaryField()  # roots of the perfect subtrees, left to right
    at = models.DateTimeField()
    signature = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "size"], name="audit_checkpoint_size"
            )
        ]
