"""Tables of the endings that nobody planned: dropouts, closures, wills, leavings."""

from __future__ import annotations

from django.db import models

from afterword.clinic.models import Client, Clinician, Episode
from afterword.tenancy.models import AppendOnlyModel, TenantModel


class Dropout(TenantModel):
    """Somebody stopped coming: the bare facts. What to call it is left to a report."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    ending = models.OneToOneField(
        "ending.Ending", on_delete=models.PROTECT, related_name="dropout"
    )
    last_attended_on = models.DateField()
    missed_on = models.DateField(null=True, blank=True)
    notice = models.CharField(max_length=10)  # none, message, said
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    came_back_at = models.DateTimeField(null=True, blank=True)


class Closure(TenantModel):
    """The closing of a practice as it is planned, and how far its letters are."""

    state = models.CharField(max_length=10, default="planned")
    # planned, running, prepared, called_off
    last_day = models.DateField()
    former_since = models.DateField(null=True, blank=True)
    custodian = models.CharField(max_length=200)
    ask_how = models.CharField(max_length=300)
    questions_to = models.CharField(max_length=300)
    options = models.JSONField(default=list)  # three places that can help
    standing_id = models.UUIDField(null=True, blank=True)
    planned_by = models.UUIDField(null=True)
    planned_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)


class ClosureLine(TenantModel):
    """One client in a closure: ready for a letter, left out and why, or posted."""

    closure = models.ForeignKey(Closure, on_delete=models.PROTECT, related_name="lines")
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    state = models.CharField(max_length=10)  # ready, left_out, opened, posted
    why = models.CharField(max_length=80, blank=True)
    ruling_id = models.UUIDField(null=True, blank=True)
    go_ahead_id = models.UUIDField(null=True, blank=True)
    ending = models.ForeignKey("ending.Ending", null=True, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "closure", "client"], name="ending_closure_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["practice", "closure", "state"], name="ending_closure_state"
            )
        ]


class ProfessionalWill(TenantModel):
    """Whom a clinician named to tell their clients, should they not be able to."""

    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT)
    executor_id = models.UUIDField()
    second_id = models.UUIDField()
    instructions_at = models.CharField(max_length=300)
    records_holder = models.CharField(max_length=200)
    records_how = models.CharField(max_length=300)
    questions_to = models.CharField(max_length=300)
    options = models.JSONField(default=list)  # three places that can help
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "clinician"],
                condition=models.Q(ended_at__isnull=True),
                name="ending_one_will",
            )
        ]


class BreakGlass(TenantModel):
    """An executor's way in: what happened, who said so, who confirmed it, until when.

    It opens nothing before the second person has confirmed it.
    """

    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT)
    will = models.ForeignKey(ProfessionalWill, on_delete=models.PROTECT)
    what = models.CharField(max_length=12)  # died, cannot_work
    since = models.DateField()
    how_known = models.CharField(max_length=300)
    stated_by = models.UUIDField()
    stated_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    ended_by = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "clinician"],
                condition=models.Q(ended_at__isnull=True),
                name="ending_one_way_in",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("stated_by")),
                name="ending_two_people",
            ),
        ]


class Leaving(TenantModel):
    """A clinician's last day as it was announced, and who is there afterwards."""

    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT)
    last_day = models.DateField()
    choose_by = models.DateField()
    records_holder = models.CharField(max_length=200)
    records_how = models.CharField(max_length=300)
    questions_to = models.CharField(max_length=300)
    announced_at = models.DateTimeField()
    announced_by = models.UUIDField(null=True)
    called_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "clinician"],
                condition=models.Q(called_off_at__isnull=True),
                name="ending_one_leaving",
            )
        ]


class LeavingChoice(AppendOnlyModel):
    """What a client chose in session when their clinician leaves. The newest holds."""

    leaving = models.ForeignKey(Leaving, on_delete=models.PROTECT)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    choice = models.CharField(max_length=10)  # transfer, referral, ending
    chosen_on = models.DateField()
    to_clinician = models.ForeignKey(
        Clinician, null=True, on_delete=models.PROTECT, related_name="+"
    )
    written_by = models.UUIDField(null=True)
    at = models.DateTimeField()


class Transfer(TenantModel):
    """To which colleague somebody goes, and whether they have begun with them."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    ending = models.OneToOneField(
        "ending.Ending", on_delete=models.PROTECT, related_name="transfer"
    )
    to_clinician = models.ForeignKey(
        Clinician, on_delete=models.PROTECT, related_name="+"
    )
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField()
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT)
    taken_over_at = models.DateTimeField(null=True, blank=True)
