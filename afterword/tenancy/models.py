"""Practices, and what every table of a practice has in common."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from django.db import models

from afterword.tenancy.context import current_practice


class Practice(models.Model):
    """One practice: a solo clinician or a clinic. Others never see its rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    neutral_name = models.CharField(max_length=60)
    country = models.CharField(max_length=6)
    time_zone = models.CharField(max_length=64)
    is_solo = models.BooleanField(default=False)
    phone = models.CharField(max_length=40, blank=True)
    reads_replies = models.BooleanField(default=False)
    coming_back = models.TextField(blank=True)
    house_policies = models.JSONField(default=list)
    ending_templates = models.JSONField(default=dict)  # what it changed, by approach
    outreach_attempts = models.PositiveSmallIntegerField(default=2, db_default=2)
    set_up_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


Row = TypeVar("Row", bound="TenantModel")


class TenantQuerySet(models.QuerySet[Row]):
    """Rows of the open practice. Reading outside a practice is an error, not empty."""

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            current_practice()
        super()._fetch_all()

    def count(self) -> int:
        current_practice()
        return super().count()

    def exists(self) -> bool:
        current_practice()
        return super().exists()

    def update(self, **kwargs: Any) -> int:
        current_practice()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        current_practice()
        return super().delete()


class TenantModel(models.Model):
    """A row that belongs to one practice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(
        Practice, on_delete=models.PROTECT, related_name="+", default=current_practice
    )

    objects = TenantQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class AppendOnlyError(Exception):
    """Somebody tried to change a line that can only be added to."""

    for_people = "This cannot be changed. Add a new line instead."


class AppendOnlyQuerySet(TenantQuerySet[Row]):
    """Rows that are added and read, never changed. The database refuses too."""

    def update(self, **kwargs: Any) -> int:  # noqa: ARG002 - the signature is Django's
        raise AppendOnlyError("append-only rows are not updated")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("append-only rows are not deleted")


class AppendOnlyModel(TenantModel):
    """A line of a record or ledger."""

    objects = AppendOnlyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("append-only rows are not saved again")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        raise AppendOnlyError("append-only rows are not deleted")
