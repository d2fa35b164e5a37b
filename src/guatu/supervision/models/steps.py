"""What happened to a directive: every step, file, asked-for day and word to a leader as a row."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post, Unit
from guatu.audit.models import Evidence
from guatu.supervision.models.directives import Directive


class DirectiveStep(models.Model):
    """One step of a directive, by whom, with what words; a moved limit keeps both days."""

    class Act(models.TextChoices):
        ISSUE = "issue"
        SIGN = "sign"
        SPLIT = "split"
        START = "start"
        REPLY = "reply"  # on the way
        FINISH = "finish"  # reported as finished
        RETURN = "return"
        ASK = "ask"  # for another day
        EXTEND = "extend"
        REFUSE = "refuse"  # the other day
        CLOSE = "close"  # checked and closed
        WITHDRAW = "withdraw"
        REOPEN = "reopen"  # 反弹
        ESCALATE = "escalate"
        PASS = "pass"  # to the unit's successor  # noqa: S105 no password

    class Method(models.TextChoices):
        """How it was checked (T10)."""

        DOCUMENTS = "documents"
        ON_SITE = "on_site"
        SAMPLE = "sample"

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10, choices=Act)
    at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)  # null: guatu itself
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    is_deputy = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # who spoke
    words = models.TextField(default="")
    from_state = models.CharField(max_length=10, choices=Directive.State, default="")
    to_state = models.CharField(max_length=10, choices=Directive.State)
    limit_before = models.DateField(null=True)
    limit_after = models.DateField(null=True)
    method = models.CharField(max_length=10, choices=Method, default="")
    event_number = models.BigIntegerField(null=True)  # the chained row of this act

    class Meta:
        ordering = ["directive", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(act__in=["return", "refuse", "withdraw", "reopen", "reply"])
                | ~models.Q(words=""),
                name="supervision_step_words",
            ),
            models.CheckConstraint(
                condition=models.Q(limit_before__isnull=True) | models.Q(limit_after__isnull=False),
                name="supervision_step_limits",
            ),
        ]
        indexes = [models.Index(fields=["at"], name="supervision_step_at")]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.act}"


class DirectiveFile(models.Model):
    """A file that goes with a step: the proof of an answer, the paper of a leader's words."""

    step = models.ForeignKey(DirectiveStep, models.CASCADE, related_name="files")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "evidence"], name="supervision_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.evidence_id}"


class DirectiveExtension(models.Model):
    """申请延期: the day that a unit asks for, why, and what was decided; one waits at a time."""

    class State(models.TextChoices):
        ASKED = "asked"
        GRANTED = "granted"
        REFUSED = "refused"
        LAPSED = "lapsed"  # the directive was closed or withdrawn first

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="extensions")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    limit_on = models.DateField()  # as it stood when it was asked
    wanted_on = models.DateField()
    reason = models.CharField(max_length=500)
    asked_by = models.BigIntegerField(null=True)  # a person's id
    asked_at = models.DateTimeField()
    granted_on = models.DateField(null=True)  # the day that was given, perhaps another
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, default="")

    class Meta:
        ordering = ["directive", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["directive"],
                condition=models.Q(state="asked"),
                name="supervision_extension_one_waits",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="granted") | models.Q(granted_on__isnull=False),
                name="supervision_extension_granted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.wanted_on}"


class DirectiveEscalation(models.Model):
    """上报分管领导: the leader in charge was told of a directive, once for each cause and limit."""

    class Cause(models.TextChoices):
        OVERDUE = "overdue"
        UNSIGNED = "unsigned"

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="escalations")
    cause = models.CharField(max_length=10, choices=Cause)
    limit_on = models.DateField()  # that had passed: another limit may be missed anew
    leader = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["directive", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "cause", "limit_on"], name="supervision_escalation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.cause} {self.limit_on}"
