"""Rulings, kept whole; what people said about them, and the contacts that they make."""

from __future__ import annotations

from django.db import models

from afterword.clinic.models import Client, Clinician
from afterword.consent.models import HandOff
from afterword.tenancy.models import AppendOnlyModel, TenantModel
from afterword.vault.fields import DataClass, Sealed, SealedField


class Ruling(AppendOnlyModel, Sealed):
    """One stored answer. Facts and reasons are sealed; the outcome is not.

    What was asked in ids (sender, agreement, address) stands beside it, because a
    settlement of it holds for that and for nothing else.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=40)
    occasion = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=10)
    releases = models.BooleanField()
    on = models.DateField()
    at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    sender_id = models.UUIDField(null=True)
    directive_id = models.UUIDField(null=True)
    contact_point_id = models.UUIDField(null=True)
    facts = SealedField(DataClass.CHART)  # JSON: name → value, source, as_of
    answer = SealedField(DataClass.CHART)  # JSON as `afterword ask` prints it
    canonical_hash = models.CharField(max_length=64)
    packs_hash = models.CharField(max_length=64)
    engine = models.CharField(max_length=20)


class Consultation(AppendOnlyModel):
    """Somebody asks colleagues about one ruling. It waits until they have answered."""

    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "ruling"], name="contact_asked_once"
            )
        ]


class Settlement(AppendOnlyModel, Sealed):
    """What one named person said about one ruling. The newest line counts.

    ``rules``, ``facts_hash`` and ``editions`` say what exactly was talked over: other
    facts or another edition are another matter. An outside consultant's name, role
    and address are sealed; then ``by_id`` is who recorded what they said.
    """

    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()  # its place among the ruling's lines
    verdict = models.CharField(max_length=12)  # yes, no, more, duty, other_route
    rules = models.JSONField(default=list)
    facts_hash = models.CharField(max_length=64)
    editions = models.JSONField(default=dict)  # pack → hash
    done = models.JSONField(default=list)  # obligations that were seen to be done
    by_id = models.UUIDField()
    by_role = models.CharField(max_length=13)
    outside = models.BooleanField(default=False)
    at = models.DateTimeField()
    until = models.DateField(null=True)
    reasons = SealedField(DataClass.CHART)
    conditions = SealedField(DataClass.CHART)
    consultant = SealedField(DataClass.CHART)  # JSON: name, role, reach

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "ruling", "number"], name="contact_settled_once"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["yes", "duty"], until__isnull=False)
                | models.Q(verdict__in=["no", "more", "other_route"], until=None),
                name="contact_settled_until",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "client", "at"], name="contact_settled_newest"
            )
        ]


class ConditionsMet(AppendOnlyModel):
    """Somebody says that a settlement's conditions are met. Until then nothing goes."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "settlement"], name="contact_conditions_once"
            )
        ]


class StandingSettlement(AppendOnlyModel):
    """One purpose for one named population, proposed by one person. No switch.

    It settles nothing until a second person confirms it, and then the rules that it
    names, for whom it names, between its days.
    """

    purpose = models.CharField(max_length=40)
    population = models.CharField(max_length=120)  # its name; no client's
    clinician = models.ForeignKey(
        Clinician, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_from = models.DateField(null=True)
    ended_until = models.DateField(null=True)
    rules = models.JSONField(default=list)
    editions = models.JSONField(default=dict)
    reasons = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()


class StandingLine(AppendOnlyModel):
    """What became of a standing settlement: confirmed, or ended."""

    standing = models.ForeignKey(StandingSettlement, on_delete=models.PROTECT)
    says = models.CharField(max_length=10)  # confirmed, ended
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "standing", "says"], name="contact_standing_once"
            )
        ]


class GoAhead(TenantModel, Sealed):
    """A contact that one person may make today, and what came of it.

    It is no permission by itself: it is weighed again whenever it is looked at.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    hand_off = models.ForeignKey(HandOff, on_delete=models.PROTECT)
    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=40)
    channel = models.CharField(max_length=12)
    contact_point_id = models.UUIDField(null=True)
    asked = models.JSONField(default=dict)  # the contact as it was asked, in ids
    said = SealedField(DataClass.CHART)  # JSON: facts that the asker stated
    confirmed = models.JSONField(default=list)  # obligations, as the person ticked
    day = models.DateField()  # where the client is
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.CharField(max_length=40, blank=True)
    closed_by_ruling_id = models.UUIDField(null=True)
    came = models.CharField(max_length=12, blank=True)  # done, not_reached, not_done
    note = SealedField(DataClass.CHART)
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "hand_off"], name="contact_go_ahead_once"
            ),
            models.UniqueConstraint(
                fields=["practice", "client", "purpose", "day"],
                condition=models.Q(came="", closed_at__isnull=True),
                name="contact_go_ahead_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_why="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(closed_why="")),
                name="contact_go_ahead_closed_why",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    came="", recorded_at__isnull=True, recorded_by__isnull=True
                )
                | (
                    models.Q(recorded_at__isnull=False, recorded_by__isnull=False)
                    & ~models.Q(came="")
                ),
                name="contact_go_ahead_said_by",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "opened_by", "came"], name="contact_go_ahead_whose"
            ),
            models.Index(
                fields=["practice", "client", "day"], name="contact_go_ahead_of"
            ),
        ]
