"""A column whose text is sealed with the client's own key."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import models


class DataClass(StrEnum):
    """What a sealed column holds, and so which of a client's keys seals it."""

    CHART = "chart"
    FOLLOW_UP = "follow_up"
    EVIDENCE = "evidence"


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Sealed bytes. Written by ``vault.seal``, read by ``vault.open`` alone."""

    def __init__(
        self, data_class: DataClass | str = DataClass.CHART, *args: Any, **kwargs: Any
    ) -> None:
        self.data_class = DataClass(data_class)
        kwargs.setdefault("null", True)
        kwargs.setdefault("default", None)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [str(self.data_class), *args], kwargs


class Sealed(models.Model):
    """A row with sealed columns. Its client's keys seal them."""

    class Meta:
        abstract = True

    @property
    def sealed_for(self) -> UUID:
        """Give the client whose keys seal this row."""
        return self.client_id  # type: ignore[attr-defined,no-any-return]
