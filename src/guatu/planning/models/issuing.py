"""交办 (T2): from the 分解稿 over consultation and a leader's approval to 签收 and into force."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post, Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign, Plan, Target
from guatu.ledgers.models import Entry


class StepCode(models.TextChoices):
    """The steps of T2 in their order; 征求意见 and 会签 are two forms of one of them."""

    DRAFT = "draft"  # 分解稿
    CONSULT = "consult"  # 征求意见
    COUNTERSIGN = "countersign"  # 会签
    SUBMIT = "submit"  # 送审
    APPROVE = "approve"  # 领导审定
    ISSUE = "issue"  # 交办
    SIGN = "sign"  # 签收: all units have signed
    IN_FORCE = "in_force"  # 生效
    RETURN = "return"  # 退回修改: the leader wants it otherwise; it is a draft again


class Issuance(models.Model):
    """One list of lines on its way from draft to force; `state` is the last step it came to."""

    class Kind(models.TextChoices):
        PLAN = "plan"  # all that a confirmed plan made
        ADDED = "added"  # lines that came later (增补)

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="issuances")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="issuances")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PLAN)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=StepCode, default=StepCode.DRAFT)
    drafted_by = models.BigIntegerField(null=True)  # a person's id
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "pk"]
        indexes = [models.Index(fields=["state"], name="planning_issuance_state")]

    def __str__(self) -> str:
        return self.title


class IssuanceLine(models.Model):
    """One line of an issuance: an entry of a ledger, or a target."""

    issuance = models.ForeignKey(Issuance, models.CASCADE, related_name="lines")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="issuance_lines")
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="issuance_lines")
    position = models.PositiveIntegerField()
    in_force_on = models.DateField(null=True)

    class Meta:
        ordering = ["issuance", "position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entry__isnull=True) ^ models.Q(target__isnull=True),
                name="planning_issuanceline_one",
            ),
            models.UniqueConstraint(
                fields=["issuance", "position"], name="planning_issuanceline_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuance_id} {self.position}"


class IssuanceStep(models.Model):
    """One dated step; what was skipped says why. Nothing here is ever changed."""

    issuance = models.ForeignKey(Issuance, models.CASCADE, related_name="steps")
    code = models.CharField(max_length=12, choices=StepCode)
    happened_on = models.DateField()
    recorded_by = models.BigIntegerField(null=True)  # a person's id
    recorded_at = models.DateTimeField()
    is_skipped = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, default="")
    due_on = models.DateField(null=True)  # until when the units answer or sign
    count = models.PositiveIntegerField(null=True)  # of the units asked, or the lines put in force
    # who approved (T4): the post, the person who held it that day, and whether as a deputy
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    approved_by = models.BigIntegerField(null=True)  # a person's id
    is_deputy = models.BooleanField(default=False)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["issuance", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_skipped=False) | ~models.Q(reason=""),
                name="planning_issuancestep_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.issuance_id} {self.code}"


class Consultation(models.Model):
    """What one unit says of the draft. Without an answer it is 未答复, never consent (T2)."""

    class Kind(models.TextChoices):
        CONSULT = "consult"
        COUNTERSIGN = "countersign"

    class Answer(models.TextChoices):
        NONE = "none"
        AGREE = "agree"
        AMEND = "amend"

    issuance = models.ForeignKey(Issuance, models.CASCADE, related_name="consultations")
    kind = models.CharField(max_length=12, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE)
    text = models.CharField(max_length=1000, default="")
    answered_by = models.BigIntegerField(null=True)  # a person's id
    answered_at = models.DateTimeField(null=True)  # the server's receipt (D1)
    is_late = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["issuance", "kind", "unit__official_order", "unit__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuance", "kind", "unit"], name="planning_consultation_once"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="none") | models.Q(answered_at__isnull=False),
                name="planning_consultation_answered",
            ),
        ]
        indexes = [models.Index(fields=["unit", "answer"], name="planning_consultation_unit")]

    def __str__(self) -> str:
        return f"{self.issuance_id} {self.unit_id} {self.answer}"


class SignOff(models.Model):
    """One unit's 签收 of one line. Late is late for ever; the server's receipt decides."""

    issuance = models.ForeignKey(Issuance, models.CASCADE, related_name="sign_offs")
    line = models.ForeignKey(IssuanceLine, models.CASCADE, related_name="sign_offs")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)
    issued_at = models.DateTimeField()
    due_on = models.DateField()
    signed_by = models.BigIntegerField(null=True)  # a person's id
    signed_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["issuance", "unit__official_order", "unit__path", "line__position"]
        constraints = [
            models.UniqueConstraint(fields=["line", "unit"], name="planning_signoff_once")
        ]
        indexes = [models.Index(fields=["unit", "signed_at"], name="planning_signoff_unit")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.unit_id}"


class Objection(models.Model):
    """What a unit wants otherwise of one line: proposed while consulted, or 职责异议 once issued.

    A line with an open one does not come into force.
    """

    class Asks(models.TextChoices):
        NOT_OURS = "not_ours"  # the line is not this unit's
        SUPPORT = "support"  # it should support, not lead
        DEADLINE = "deadline"  # another day
        OTHER = "other"

    class Outcome(models.TextChoices):
        OPEN = "open"
        UPHELD = "upheld"
        AMENDED = "amended"  # not as asked, but otherwise than before
        REJECTED = "rejected"

    line = models.ForeignKey(IssuanceLine, models.CASCADE, related_name="objections")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    consultation = models.ForeignKey(
        Consultation, models.CASCADE, null=True, related_name="proposals"
    )
    asks = models.CharField(max_length=10, choices=Asks)
    due_on = models.DateField(null=True)
    reason = models.CharField(max_length=500)
    raised_by = models.BigIntegerField(null=True)  # a person's id
    raised_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    answer = models.CharField(max_length=500, default="")
    answered_by = models.BigIntegerField(null=True)  # a person's id
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["line__issuance", "line__position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="planning_objection_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="open")
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="planning_objection_answered",
            ),
            models.UniqueConstraint(
                fields=["line", "unit", "asks"],
                condition=models.Q(outcome="open"),
                name="planning_objection_open_once",
            ),
        ]
        indexes = [models.Index(fields=["outcome"], name="planning_objection_outcome")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.unit_id} {self.asks}"
