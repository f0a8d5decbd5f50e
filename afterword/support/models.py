"""What a practice knows about help: its own word on crisis lines, and its services.

Nothing here is about a client. Shipped lines are read from the packs, not from here.
"""

from __future__ import annotations

from django.db import models

from afterword.tenancy.models import TenantModel


class HelpLine(TenantModel):
    """A line that a practice added, put right or hid, and who had checked it when.

    It is never edited: another takes its place, and this one is ended.
    """

    country = models.CharField(max_length=2)
    does = models.CharField(max_length=8)  # add, correct, hide
    line = models.CharField(max_length=120, blank=True)  # name of the shipped line
    name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=200, blank=True)  # one a line, then a key
    text_to = models.CharField(max_length=40, blank=True)
    text_word = models.CharField(max_length=40, blank=True)
    chat = models.CharField(max_length=200, blank=True)
    web = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    cost = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=200, blank=True)
    where = models.CharField(max_length=120, blank=True, db_default="")
    for_whom = models.CharField(max_length=120, blank=True)
    may_call_emergency = models.BooleanField(null=True)  # null: not known
    languages = models.JSONField(default=list)
    source = models.CharField(max_length=200)
    source_url = models.CharField(max_length=200, blank=True)
    checked_by = models.CharField(max_length=80)
    checked_on = models.DateField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "country", "line"],
                condition=models.Q(ended_at__isnull=True) & ~models.Q(line=""),
                name="support_one_word_on_a_line",
            )
        ]


class Service(TenantModel):
    """Somewhere a client can be referred to, as the practice knows it."""

    external_id = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=160)
    needs = models.JSONField(default=list)
    places = models.JSONField(default=list)  # empty: from anywhere
    phone = models.CharField(max_length=60, blank=True)
    web = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    address = models.CharField(max_length=300, blank=True)
    cost = models.CharField(max_length=12)
    cost_words = models.CharField(max_length=200, blank=True)
    languages = models.JSONField(default=list)
    for_whom = models.CharField(max_length=200, blank=True)
    waiting = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True)
    checked_by = models.CharField(max_length=80)
    checked_on = models.DateField()
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "external_id"],
                condition=~models.Q(external_id=""),
                name="support_service_known_again",
            )
        ]


class ServiceFile(TenantModel):
    """A file of services that was read and waits for somebody to say yes to it."""

    data = models.BinaryField(null=True, default=None)
    state = models.CharField(max_length=10)  # ready, done, dropped
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
