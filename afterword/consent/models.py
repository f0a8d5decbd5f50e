"""The client's ledger, the register of hand-offs beside it, and the doors."""

from __future__ import annotations

from django.db import models

from afterword.clinic.models import Client
from afterword.tenancy.models import AppendOnlyModel, Practice, TenantModel
from afterword.vault.fields import DataClass, Sealed, SealedField


class LedgerEntry(AppendOnlyModel):
    """One act of the client (or a proposal to them). Never edited, only added to."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    sequence = models.PositiveIntegerField()  # 1, 2, 3 … for this client
    directive_id = models.UUIDField(null=True)  # empty: speaks of every directive
    says = models.CharField(max_length=20)
    terms = models.JSONField(default=dict)
    scope = models.JSONField(default=dict)
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True)
    door = models.CharField(max_length=20, blank=True)
    attested_by = models.UUIDField(null=True)
    given_on = models.DateField(null=True)  # the client's yes; for a proposal: asked on
    given_by = models.CharField(max_length=14, blank=True, default="")
    ended_on = models.DateField(null=True)  # the ending as it was known then
    wording_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    on = models.DateField()  # the day where the client is
    previous_hash = models.CharField(max_length=64)
    receipt = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "client", "sequence"], name="consent_ledger_order"
            )
        ]


class Suppression(AppendOnlyModel):
    """A stop (or its end) for an address, whoever it belongs to. Survives erasure."""

    address_index = models.BinaryField()
    says = models.CharField(max_length=10)  # stopped, reopened
    because = models.CharField(max_length=20)  # client, refused, erased
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["practice", "address_index", "at"], name="consent_suppressed"
            )
        ]


class SafeContact(AppendOnlyModel, Sealed):
    """How a client wants to be reached. The newest line holds."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    sender_label = models.CharField(max_length=60)
    name_to_use = SealedField(DataClass.FOLLOW_UP)
    hours_from = models.TimeField()
    hours_until = models.TimeField()
    time_zone = models.CharField(max_length=64)
    address_shared = models.CharField(max_length=10)  # yes, no
    told_not_private = models.BooleanField()
    told_who_reads = models.CharField(max_length=200)
    at = models.DateTimeField()


class HandOff(TenantModel):
    """One contact handed over, or about to be. One occasion has one row, ever."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    occasion = models.CharField(max_length=120)
    status = models.CharField(max_length=12)
    directive_id = models.UUIDField(null=True)
    ruling_id = models.UUIDField()
    ledger_sequence = models.PositiveIntegerField(default=0)  # newest line at claim
    purpose = models.CharField(max_length=30)
    contact_point_id = models.UUIDField(null=True)
    claimed_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "client", "occasion"], name="consent_occasion_once"
            )
        ]


class Door(models.Model):
    """By which a link, card or portal visit finds its practice. No row security."""

    token_hash = models.BinaryField(primary_key=True)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return "door"


class Key(TenantModel):
    """What a token opens: a landing page, a stop, a card, a visit, a tablet page."""

    token_hash = models.BinaryField(unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    opens = models.CharField(max_length=12)  # link, card, visit, form_code, …
    occasion = models.CharField(max_length=120, blank=True)
    directive_id = models.UUIDField(null=True)
    contact_point_id = models.UUIDField(null=True)
    about_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)


class Attempt(models.Model):
    """A count of wrong codes from one place, to slow guessing. Never locks a stop."""

    bucket = models.BinaryField(primary_key=True)
    count = models.PositiveIntegerField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return "attempt"


class CodeRequest(TenantModel):
    """Somebody asked at a live link for a code, to the address that the link is for."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    link_id = models.UUIDField()
    number = models.PositiveIntegerField()  # 1, 2, 3 … at this link
    opens = models.CharField(max_length=120)  # the occasion whose form the code opens
    contact_point_id = models.UUIDField()
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "link_id", "number"], name="consent_code_asked_once"
            )
        ]

    @property
    def occasion(self) -> str:
        """Give the typed key under which this is answered at most once."""
        return f"code:{self.link_id}:{self.number}"


class PaperForm(TenantModel, Sealed):
    """A signed paper: two people attest it, or a scan stands beside it."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    directive_id = models.UUIDField()
    first_attested_by = models.UUIDField()
    second_attested_by = models.UUIDField(null=True)
    scan = SealedField(DataClass.EVIDENCE)
    signed_on = models.DateField()
    at = models.DateTimeField()


class InformationRelease(TenantModel, Sealed):
    """What may be told to one named recipient, on the client's word, until a day."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    recipient = SealedField(DataClass.EVIDENCE)
    recipient_id = models.UUIDField(null=True)  # the service or referral that it names
    shares = models.JSONField(default=list)
    other = SealedField(DataClass.EVIDENCE)  # what else, in words
    why = SealedField(DataClass.EVIDENCE)
    given_on = models.DateField()
    until = models.DateField()
    door = models.CharField(max_length=20)
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True)
    attested_by = models.UUIDField(null=True)
    scan = SealedField(DataClass.EVIDENCE)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_door = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("given_on")),
                name="consent_release_ends_after_it_begins",
            )
        ]


class NamedPerson(TenantModel, Sealed):
    """Somebody by name whom a release can name: no service, so in no directory."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12)  # releases.KINDS
    name = SealedField(DataClass.EVIDENCE)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
