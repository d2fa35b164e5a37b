"""The ladder (T12): 提醒 → 督办单 → 通报 → 约谈 → 移送线索, as rows of one unit and one matter.

Rows name units and never persons; what is suggested is kept apart from what was decided.
"""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign, Target
from guatu.ledgers.models import Entry
from guatu.supervision.models.decided import Decided
from guatu.supervision.models.directives import Directive


class Rung(models.TextChoices):
    """The steps in their order, the lightest first."""

    REMIND = "remind"  # 提醒
    DIRECT = "direct"  # 督办单
    CIRCULATE = "circulate"  # 通报
    TALK = "talk"  # 约谈
    REFER = "refer"  # 移送线索: only recorded as decided by people


RUNGS = tuple(Rung)


class Matter(models.Model):
    """What a row is about: a unit with one entry, directive or target of a campaign."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def about(self) -> Entry | Directive | Target:
        """The one thing that the row is about."""
        found = self.entry or self.directive or self.target
        if found is None:
            raise ValueError("a step of the ladder without its matter")
        return found


ONE_MATTER = (
    models.Q(entry__isnull=False, directive__isnull=True, target__isnull=True)
    | models.Q(entry__isnull=True, directive__isnull=False, target__isnull=True)
    | models.Q(entry__isnull=True, directive__isnull=True, target__isnull=False)
)


class LadderStep(Matter, Decided):
    """One step taken against a unit in one matter: who decided, on what ground, with which words.

    `facts` are what was on the day: the rule and its inputs. A step may be revoked after the
    unit's answer was upheld; the row stays.
    """

    class State(models.TextChoices):
        IN_FORCE = "in_force"
        REVOKED = "revoked"

    rung = models.CharField(max_length=10, choices=Rung)
    state = models.CharField(max_length=10, choices=State, default=State.IN_FORCE)
    rule = models.CharField(max_length=30, default="")  # which rule suggested it; "" for none
    facts = models.JSONField(default=dict)
    ground = models.CharField(max_length=1000)
    text = models.TextField()  # what the unit is told
    effect = models.CharField(max_length=500, default="")  # what follows from it
    skip_reason = models.CharField(max_length=500, default="")  # why a lower step was left out
    issued = models.ForeignKey(Directive, models.PROTECT, null=True, related_name="ladder_steps")
    answer_by = models.DateField(null=True)  # until when the unit is heard
    taken_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=500, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_MATTER, name="supervision_ladder_one_matter"),
            models.CheckConstraint(
                condition=~models.Q(rung__in=["talk", "refer"])
                | models.Q(decided_by__isnull=False, decided_post__isnull=False),
                name="supervision_ladder_named",
            ),
            models.CheckConstraint(
                condition=models.Q(state="in_force") | ~models.Q(revoked_reason=""),
                name="supervision_ladder_revoked",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "unit", "rung"], name="supervision_ladder_unit"),
            models.Index(fields=["entry", "unit"], name="supervision_ladder_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.rung} {self.unit_id}"


class LadderAnswer(models.Model):
    """陈述申辩: what the unit says of a step, and what was ruled on it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        KEPT = "kept"  # the step stands
        UPHELD = "upheld"  # the unit is right: the step is revoked

    step = models.ForeignKey(LadderStep, models.PROTECT, related_name="answers")
    text = models.CharField(max_length=2000)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    said_by = models.BigIntegerField(null=True)  # a person's id
    said_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    ruling = models.CharField(max_length=500, default="")
    ruled_by = models.BigIntegerField(null=True)
    ruled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["step", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=models.Q(state="waiting"),
                name="supervision_answer_one_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting")
                | (models.Q(ruled_at__isnull=False) & ~models.Q(ruling="")),
                name="supervision_answer_ruled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.state}"


class LadderSuggestion(Matter):
    """A next step that a rule suggests, with its ground; a person takes it or puts it aside."""

    class State(models.TextChoices):
        OPEN = "open"
        TAKEN = "taken"
        PUT_ASIDE = "put_aside"
        LAPSED = "lapsed"  # the ground is gone

    key = models.CharField(max_length=120, unique=True)  # rule, matter and occurrence
    rung = models.CharField(max_length=10, choices=Rung)
    rule = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_on = models.DateField()
    reason = models.CharField(max_length=500, default="")
    settled_by = models.BigIntegerField(null=True)  # a person's id
    settled_at = models.DateTimeField(null=True)
    step = models.ForeignKey(LadderStep, models.PROTECT, null=True, related_name="suggested")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["made_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_MATTER, name="supervision_suggestion_one_matter"),
            models.CheckConstraint(
                condition=~models.Q(rung="refer"), name="supervision_suggestion_never_refers"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="put_aside") | ~models.Q(reason=""),
                name="supervision_suggestion_reason",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "state"], name="supervision_suggestion_open")]

    def __str__(self) -> str:
        return f"{self.rung} {self.rule}"


class SupervisionRules(models.Model):
    """督查规则: the thresholds of what is suggested, and the answer limits of problems.

    The row without a campaign is the house's own; a campaign's own row takes its place there.
    """

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, null=True, related_name="supervision_rules"
    )
    scope = models.CharField(max_length=20, unique=True)  # "house", or the campaign's key
    red_times = models.PositiveSmallIntegerField(default=3)  # so often red: a directive
    overdue_days = models.PositiveSmallIntegerField(default=5)  # of a directive: a circular
    long_overdue_days = models.PositiveSmallIntegerField(default=15)  # of it: a talk
    lead_days = models.PositiveSmallIntegerField(default=3)  # working days to answer
    office_days = models.PositiveSmallIntegerField(default=2)
    leader_days = models.PositiveSmallIntegerField(default=2)
    at_once_hours = models.PositiveSmallIntegerField(default=0)  # 马上办; 0: one working day
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.scope
