"""The ending of an episode, as it was held, corrected and perhaps reopened."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from afterword.clinic.models import Client, Clinician, Episode
from afterword.ending import unplanned  # noqa: F401 - tables of this app too
from afterword.support.models import Service
from afterword.tenancy.models import AppendOnlyModel, TenantModel
from afterword.vault.fields import DataClass, Sealed, SealedField


class Ending(TenantModel, Sealed):
    """The end of an episode and the work around it."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT)
    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, default="open")  # open, closed
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=24, blank=True)
    ended_by = models.CharField(max_length=12, blank=True)
    agreed = models.CharField(max_length=10, blank=True)  # yes, no, ""
    ending_form = models.CharField(max_length=10, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    last_professional_contact_on = models.DateField(null=True, blank=True)
    reason = SealedField(DataClass.CHART)
    goals = SealedField(DataClass.CHART)
    what_changed = SealedField(DataClass.CHART)
    coping = SealedField(DataClass.CHART)
    early_signs = SealedField(DataClass.CHART)
    referrals = SealedField(DataClass.CHART)
    measure = models.CharField(max_length=10, blank=True)  # done, skipped, ""
    contact_decision = models.CharField(max_length=20, blank=True)
    directive_id = models.UUIDField(null=True, blank=True)
    later_directive_id = models.UUIDField(null=True, blank=True)
    """A young person's own yes, for what comes from the day of age on."""
    plan_given_at = models.DateTimeField(null=True, blank=True)  # theirs from then on
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)


class EndingPart(TenantModel, Sealed):
    """One task of an ending as it was saved: codes and days plain, words sealed.

    ``sections.SECTIONS`` says which names a part may hold, and which are words.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    ending = models.ForeignKey(Ending, on_delete=models.PROTECT, related_name="parts")
    key = models.CharField(max_length=20)
    plain = models.JSONField(default=dict)
    words = SealedField(DataClass.CHART)  # JSON, by name
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "ending", "key"], name="ending_part_once"
            )
        ]


class EndingVersion(AppendOnlyModel):
    """What an ending was when it was closed, and why it was opened again."""

    ending = models.ForeignKey(Ending, on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    says = models.CharField(max_length=10)  # closed, reopened, corrected
    snapshot = models.JSONField(default=dict)  # plain columns; sealed ones as hashes
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()


class Letter(TenantModel):
    """One letter around the end of an episode; its text is in its versions.

    One that was handed over, sent or called off never changes: the table refuses too.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    ending = models.ForeignKey(Ending, null=True, on_delete=models.PROTECT)
    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT)
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    recipient = models.CharField(max_length=12)  # client, guardian, referrer, receiver
    purpose = models.CharField(max_length=40)  # what it is when it is posted
    paper = models.CharField(max_length=10)  # a4, us-letter
    recipient_id = models.UUIDField(null=True)  # who else: as a release names them
    shares = models.JSONField(default=list)  # what it tells them: codes of a release
    release_id = models.UUIDField(null=True)  # the client's yes to a third party
    state = models.CharField(max_length=12, default="draft")
    # draft, ready, printed, handed_over, sent, not_sent
    version = models.PositiveIntegerField(default=1)
    hand_off_id = models.UUIDField(null=True)  # the register's row under which it goes
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "hand_off_id"], name="ending_letter_hand_off_once"
            )
        ]
        indexes = [
            models.Index(fields=["practice", "state"], name="ending_letter_state")
        ]


class LetterVersion(AppendOnlyModel, Sealed):
    """The text of a letter as it was saved. Its hash covers a secret of its own."""

    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, related_name="versions"
    )
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    template_hash = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    body = SealedField(DataClass.CHART)  # JSON: blocks, name and address, a salt
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "letter", "version"], name="ending_letter_version"
            )
        ]


class LetterCopy(AppendOnlyModel):
    """Who got what, when and how: one line for each paper and each handing over."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="copies")
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    says = models.CharField(max_length=12)  # printed, handed_over, sent
    way = models.CharField(max_length=10)  # session, post
    recipient = models.CharField(max_length=12)
    on = models.DateField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    country = models.CharField(max_length=2, blank=True)  # whose help lines stand in it
    numbers_dated = models.DateField(null=True)  # the oldest source of those lines
    paper = models.CharField(max_length=10, blank=True)
    is_large = models.BooleanField(default=False)
    hand_off_id = models.UUIDField(null=True)
    recipient_id = models.UUIDField(null=True)
    release_id = models.UUIDField(null=True)


class Referral(TenantModel, Sealed):
    """Somewhere a client was pointed to. Its entries say what came of it."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    ending = models.ForeignKey(Ending, on_delete=models.PROTECT, null=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True)
    own_words = SealedField(DataClass.CHART)  # in place of a service of the list
    why = SealedField(DataClass.CHART)
    offered_on = models.DateField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    @property
    def recipient_id(self) -> UUID:
        """Give what a release must name for something to be sent."""
        return self.service_id or self.pk


class ReferralEntry(AppendOnlyModel, Sealed):
    """What happened to a referral on one day. The newest entry holds."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    says = models.CharField(max_length=10)  # offered, accepted, sent, …
    on = models.DateField()
    release_id = models.UUIDField(null=True)  # under which something was sent
    shares = models.JSONField(default=list)
    letter_id = models.UUIDField(null=True)
    what = SealedField(DataClass.CHART)  # what was sent, in words
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "referral", "number"],
                name="ending_referral_entry_number",
            )
        ]


class PlanSection(TenantModel, Sealed):
    """One part of a plan, as it was written once. The newest version holds.

    With an ending it is a draft that clinician and client write together; without
    one it is the client's own, and nobody else's.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    ending = models.ForeignKey(Ending, on_delete=models.PROTECT, null=True, blank=True)
    key = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)
    words = SealedField(DataClass.FOLLOW_UP)  # JSON, see ending.plans
    hidden = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by_door = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "client", "key", "version"],
                condition=models.Q(ending__isnull=True),
                name="ending_plan_version_once",
            ),
            models.UniqueConstraint(
                fields=["practice", "ending", "key", "version"],
                condition=models.Q(ending__isnull=False),
                name="ending_draft_version_once",
            ),
        ]


class PlanCopy(TenantModel, Sealed):
    """What a client showed of their plan, as it was then. They can take it back."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT)
    audience = models.CharField(max_length=10)  # clinician, guardian
    keys = models.JSONField(default=list)
    words = SealedField(DataClass.FOLLOW_UP)  # JSON by key; gone once taken back
    made_at = models.DateTimeField()
    made_by_door = models.CharField(max_length=10)
    taken_back_at = models.DateTimeField(null=True, blank=True)
