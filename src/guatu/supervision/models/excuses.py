"""容错/客观因素认定 (T12): applied for by the unit, an opinion of the lead unit, a decision."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign
from guatu.dispatch.models import CheckIn
from guatu.ledgers.models import Entry
from guatu.supervision.models.decided import Decided
from guatu.supervision.models.directives import Directive


class Excuse(Decided):
    """What a unit asks to be recognised. The late mark stays; scoring skips the days it covers."""

    class Sort(models.TextChoices):
        OBJECTIVE = "objective"  # 客观因素
        FORCE = "force"  # 不可抗力
        ABOVE = "above"  # 上级政策调整
        TRIAL = "trial"  # 容错: 改革探索

    class State(models.TextChoices):
        ASKED = "asked"
        OPINED = "opined"
        RECOGNISED = "recognised"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    class Opinion(models.TextChoices):
        NONE = ""
        AGREE = "agree"
        DISAGREE = "disagree"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="excuses")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="excuses")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="excuses")
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, related_name="excuses")
    check_in = models.ForeignKey(CheckIn, models.PROTECT, null=True, related_name="excuses")
    sort = models.CharField(max_length=10, choices=Sort)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    covers_from = models.DateField()
    covers_to = models.DateField()  # the last day that counts as recognised
    ground = models.CharField(max_length=1000)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    asked_by = models.BigIntegerField(null=True)  # a person's id
    asked_at = models.DateTimeField()
    adviser = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+"
    )  # the lead unit; null where it is the applicant itself
    opinion = models.CharField(max_length=10, choices=Opinion, default=Opinion.NONE, blank=True)
    opinion_words = models.CharField(max_length=500, default="")
    opinion_by = models.BigIntegerField(null=True)
    opinion_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, default="")
    settled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    entry__isnull=False, directive__isnull=True, check_in__isnull=True
                )
                | models.Q(entry__isnull=True, directive__isnull=False, check_in__isnull=True)
                | models.Q(entry__isnull=True, directive__isnull=True, check_in__isnull=False),
                name="supervision_excuse_one_matter",
            ),
            models.CheckConstraint(
                condition=models.Q(covers_to__gte=models.F("covers_from")),
                name="supervision_excuse_days",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["recognised", "refused"])
                | models.Q(settled_at__isnull=False, decided_by__isnull=False),
                name="supervision_excuse_decided",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "state"], name="supervision_excuse_list")]

    def __str__(self) -> str:
        return f"{self.sort} {self.unit_id}"

    @property
    def about(self) -> Entry | Directive | CheckIn:
        """The one thing that was late."""
        found = self.entry or self.directive or self.check_in
        if found is None:
            raise ValueError("an application without its matter")
        return found
