"""Keys of clients, one for each class of data, in a schema of their own."""

from __future__ import annotations

from django.db import models

from afterword.tenancy.models import TenantModel


class ClientKey(TenantModel):
    """A random key, wrapped by a key outside the database. Erasing deletes it."""

    client_id = models.UUIDField()
    data_class = models.CharField(max_length=12)
    version = models.IntegerField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = 'keys"."client_key'
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "client_id", "data_class"], name="vault_one_key"
            )
        ]
