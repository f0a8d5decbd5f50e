"""Clinicians, clients, how they are reached, and episodes of care."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from afterword.tenancy import current_practice
from afterword.tenancy.models import AppendOnlyModel, Practice, TenantModel
from afterword.vault.fields import DataClass, Sealed, SealedField


class Clinician(TenantModel):
    """A licensed person who carries responsibility for clients."""

    user_id = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=120)
    client_facing_name = models.CharField(max_length=60)
    professions = models.JSONField(default=list)
    registers = models.JSONField(default=list)
    memberships = models.JSONField(default=list)
    places = models.JSONField(default=list)
    licences = models.JSONField(default=list)  # [{place, register, number}]
    sets_complete = models.BooleanField(default=False)
    hipaa_covered = models.CharField(max_length=10, blank=True)  # yes, no, ""
    part2_program = models.CharField(max_length=10, blank=True)
    employer_policy = models.CharField(
        max_length=10, blank=True
    )  # allows, forbids, none
    practising = models.CharField(max_length=10, default="yes")  # yes, no
    under_investigation = models.CharField(max_length=15, default="none_reported")
    away_from = models.DateField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)
    covered_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reads_answers = models.CharField(max_length=120, blank=True)  # "on Tuesdays"
    reads_within_days = models.PositiveSmallIntegerField(default=7)
    risk_hours = models.CharField(max_length=60, blank=True, db_default="")
    """When an answer about risk is looked at: "weekdays, 9 to 5". Empty: never."""
    risk_within_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)


class OwnRules(AppendOnlyModel):
    """A clinician states that nothing else binding in a place forbids a check-in."""

    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT)
    place = models.CharField(max_length=10)
    stated_on = models.DateField()


class LicenceAcceptance(AppendOnlyModel):
    """Terms of a licence pack were accepted here, or are no longer. The newest holds.

    Other terms have another hash, so they are accepted anew or not at all. Of two
    lines of one moment the one that takes back holds.
    """

    pack = models.CharField(max_length=40)
    terms_hash = models.CharField(max_length=64)
    says = models.CharField(max_length=10)  # accepted, taken_back
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()


class ImportBatch(TenantModel):
    """One file, of people or of scores: what was found and done, whether undone."""

    holds = models.CharField(max_length=8, default="people", db_default="people")
    file_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12)  # reading, ready, running, done, undone
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)


class ImportPart(TenantModel):
    """A sealed piece of an uploaded file, kept until the import ends or a day later."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE)
    holds = models.CharField(max_length=8)  # file, refused
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "batch", "holds", "number"],
                name="clinic_import_part_once",
            )
        ]


class Client(TenantModel, Sealed):
    """A person who is or was in care here. Contactable for nothing by itself."""

    external_id = models.CharField(max_length=100, blank=True)
    reference = models.CharField(max_length=20)
    name = SealedField(DataClass.CHART)
    preferred_name = SealedField(DataClass.CHART)
    date_of_birth = SealedField(DataClass.CHART)
    name_index = models.BinaryField(null=True, default=None)
    majority_on = models.DateField(null=True, blank=True)
    clinician = models.ForeignKey(
        Clinician, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=25, default="current")
    alive = models.CharField(max_length=16, default="yes")
    places = models.JSONField(default=list)
    places_told_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=64)
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    import_fingerprint = models.BinaryField(null=True, default=None)
    likeness_edition = models.PositiveSmallIntegerField(default=0, db_default=0)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "reference"], name="clinic_client_reference"
            ),
            models.UniqueConstraint(
                fields=["practice", "external_id"],
                condition=~models.Q(external_id=""),
                name="clinic_client_external",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "name_index"], name="clinic_client_name"),
            models.Index(fields=["practice", "clinician"], name="clinic_client_whose"),
            models.Index(
                fields=["practice", "likeness_edition"], name="clinic_client_likeness"
            ),
        ]

    @property
    def sealed_for(self) -> UUID:
        return self.id


class ContactPoint(TenantModel, Sealed):
    """One address or number. A change is a new row; the old one is retired."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    channel = models.CharField(max_length=10)  # email, sms, phone, letter
    address = SealedField(DataClass.FOLLOW_UP)
    address_index = models.BinaryField()
    confirmed_on = models.DateField(null=True, blank=True)
    shared = models.CharField(max_length=10, blank=True)  # yes, no, ""
    unsafe = models.BooleanField(default=False)
    called_unsafe_on = models.DateField(null=True, blank=True)
    evidence = models.JSONField(default=dict)  # what an import said; never consent
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["practice", "address_index"], name="clinic_contact_address"
            ),
        ]


class LikenessKey(TenantModel):
    """One keyed hash by which a conflict check finds a client. It says no more.

    Added to and never changed: who had another name or number is still found by it.
    Erasing a client takes all of theirs away.
    """

    practice = models.ForeignKey(
        Practice,
        on_delete=models.PROTECT,
        related_name="+",
        default=current_practice,
        db_index=False,  # the two below begin with it, and there are many rows
        db_constraint=False,  # the tie to the client holds the practice too
    )
    client_id = models.UUIDField()
    key = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "client_id", "key"], name="clinic_likeness_once"
            )
        ]
        indexes = [
            models.Index(fields=["practice", "key"], name="clinic_likeness_key"),
        ]


class Episode(TenantModel):
    """A period in which a clinician carries responsibility for a client."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT)
    format = models.CharField(max_length=12, default="individual")
    together = models.UUIDField(null=True, blank=True)
    """Shared by the episodes of people who came together; each ends their own."""
    service_type = models.CharField(max_length=16, default="psychotherapy")
    approach = models.CharField(max_length=30, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    last_professional_contact_on = models.DateField(null=True, blank=True)


class ReportedFact(AppendOnlyModel, Sealed):
    """Something only we could have been told: a complaint, a death, an order.

    The newest line for a name holds. ``clinician`` is set where the fact is about
    a clinician and so about all their clients; then ``client`` is empty.
    """

    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT)
    clinician = models.ForeignKey(Clinician, null=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=40)
    note = SealedField(DataClass.CHART)
    as_of = models.DateField()
    reported_at = models.DateTimeField()
    reported_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["practice", "client", "name", "reported_at"],
                name="clinic_reported_newest",
            )
        ]


class Administration(TenantModel, Sealed):
    """One filling-in of a measure: its answers, or a score without them. Sealed."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT)
    instrument = models.CharField(max_length=20)
    version = models.CharField(max_length=64)  # hash of the items as shown
    moment = models.CharField(max_length=12)  # start, during, end, follow_up
    occasion = models.CharField(max_length=120)
    entered_by = models.CharField(max_length=12)  # client, clinician, tablet
    answers = SealedField(DataClass.FOLLOW_UP)  # JSON, a list by item; null skipped
    total = SealedField(DataClass.FOLLOW_UP)  # a number, where the answers are not here
    taken_on = models.DateField(null=True, blank=True)  # empty: on the day of sent_at
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    import_fingerprint = models.BinaryField(null=True, default=None)
    words = SealedField(DataClass.FOLLOW_UP)  # what the person wrote beside it
    wants_contact = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "client", "occasion"],
                name="clinic_administration_once",
            )
        ]
