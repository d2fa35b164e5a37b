"""How a draft stands to a known plan, line by line, and in which plans a line is written."""

from __future__ import annotations

from django.db import models

from guatu.campaigns.models import Phase, Plan, Target
from guatu.ledgers.models import Entry
from guatu.planning.models.drafts import Draft, DraftItem


class DraftMatch(models.Model):
    """One line of a known plan beside what the draft of another says of it.

    `before` is the item it was read as then; `entry`, `target` or `phase` is the line that stands
    today. Without an `item` the other text does not name it any more.
    """

    class Outcome(models.TextChoices):
        SAME = "same"
        CHANGED = "changed"
        REMOVED = "removed"

    class Choice(models.TextChoices):
        NONE = "none"  # nothing to say: the same, or last year's plan
        PENDING = "pending"
        TAKE = "take"  # take the new values named in `taken`
        KEEP = "keep"  # the line stays as it stands
        BOTH = "both"  # it stays, and the new one comes beside it
        WITHDRAW = "withdraw"  # it is no longer asked; it stays to be seen
        SAME_LINE = "same_line"  # 1+N: this is that line, with one more source
        PART = "part"  # 1+N: a line of its own beneath that line
        NEW_LINE = "new_line"  # 1+N: a line of its own

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="matches")
    item = models.OneToOneField(DraftItem, models.CASCADE, null=True, related_name="match_row")
    before = models.ForeignKey(DraftItem, models.PROTECT, null=True, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="+")
    phase = models.ForeignKey(Phase, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=DraftItem.Kind)
    name = models.CharField(max_length=300)  # of the line as it stands
    position = models.PositiveIntegerField()  # in the order of the texts
    outcome = models.CharField(max_length=10, choices=Outcome)
    confidence = models.PositiveSmallIntegerField()  # percent
    # {field, before, now, standing}: what both texts say, and how the line stands today
    differences = models.JSONField(default=list)
    choice = models.CharField(max_length=10, choices=Choice, default=Choice.NONE)
    taken = models.JSONField(default=list)  # names of the fields whose new values are taken
    decided_by = models.BigIntegerField(null=True)  # a person's id
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["draft", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(item__isnull=False) | models.Q(outcome="removed"),
                name="planning_draftmatch_item",
            )
        ]
        indexes = [models.Index(fields=["draft", "choice"], name="planning_draftmatch_open")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.name}"


class LineSource(models.Model):
    """One more plan in which a line is written; its own words lie with the line itself."""

    class Relation(models.TextChoices):
        RESTATED = "restated"  # a later plan says the same
        EARLIER = "earlier"  # an earlier wording, since replaced
        DIFFERS = "differs"  # a later plan says otherwise, and the line was kept
        SPECIAL = "special"  # a 专项方案 names the same line

    entry = models.ForeignKey(Entry, models.CASCADE, null=True, related_name="sources")
    target = models.ForeignKey(Target, models.CASCADE, null=True, related_name="sources")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    quote_start = models.PositiveIntegerField()
    quote_end = models.PositiveIntegerField()
    relation = models.CharField(max_length=10, choices=Relation)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entry__isnull=True) ^ models.Q(target__isnull=True),
                name="planning_linesource_one",
            ),
            models.CheckConstraint(
                condition=models.Q(quote_end__gt=models.F("quote_start")),
                name="planning_linesource_span",
            ),
            models.UniqueConstraint(
                fields=["entry", "plan", "quote_start", "quote_end"],
                condition=models.Q(entry__isnull=False),
                name="planning_linesource_entry",
            ),
            models.UniqueConstraint(
                fields=["target", "plan", "quote_start", "quote_end"],
                condition=models.Q(target__isnull=False),
                name="planning_linesource_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.quote_start}-{self.quote_end}"
