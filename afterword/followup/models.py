"""Steps of a protocol that a client agreed to. Derived from directives by a sweep."""

from __future__ import annotations

from django.db import models

from afterword.clinic.models import Client
from afterword.tenancy.models import TenantModel


class Step(TenantModel):
    """One planned contact. That it is due is all that is ever stored."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    directive_id = models.UUIDField()
    key = models.CharField(max_length=20)  # m1, m3, m6
    purpose = models.CharField(max_length=30)
    instrument = models.CharField(max_length=20, blank=True)
    due_on = models.DateField()  # wall date where the client lives
    opens_on = models.DateField()
    closes_on = models.DateField()
    state = models.CharField(max_length=12, default="planned")
    held_because = models.CharField(max_length=60, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "directive_id", "key"], name="followup_step_once"
            )
        ]
        indexes = [
            models.Index(fields=["practice", "state", "due_on"], name="followup_due")
        ]

    @property
    def occasion(self) -> str:
        """Give the typed key under which this step is handed over at most once."""
        return f"step:{self.directive_id}:{self.key}"
