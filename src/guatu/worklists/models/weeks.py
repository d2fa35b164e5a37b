"""The week of a leading member's post, day by day, and what became of each line (T8, T10)."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Post, Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign
from guatu.ledgers.models import Entry


class ListSetting(models.Model):
    """On which day of the week guatu makes the lists for the posts under a unit, and whether."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="list_setting")
    weekday = models.PositiveSmallIntegerField(default=5)  # ISO; from Friday on it is the next week
    is_on = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__gte=1, weekday__lte=7), name="worklists_setting_weekday"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.weekday}"


class WeekList(models.Model):
    """周工作清单 of one post. Made from what lies under the post; settled (定表) by the office or the post."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="week_lists")
    starts_on = models.DateField()  # a Monday
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)  # a person's id
    # settled on paper (T4): who signed, when, and the scan
    signed_by = models.BigIntegerField(null=True)
    signed_on = models.DateField(null=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts_on", "post__unit__official_order", "post__official_order", "post"]
        constraints = [
            models.UniqueConstraint(fields=["post", "starts_on"], name="worklists_weeklist_once"),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True)
                | models.Q(signed_on__isnull=False, evidence__isnull=False),
                name="worklists_weeklist_paper",
            ),
        ]
        indexes = [models.Index(fields=["starts_on"], name="worklists_weeklist_week")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.starts_on}"


class WeekItem(models.Model):
    """One line of one day. What is not done ends as carried, and another line follows on the next day."""

    class Source(models.TextChoices):
        DUE = "due"  # an entry's date
        NODE = "node"
        GOAL = "goal"  # 月度目标
        LIMIT = "limit"  # of a stage or a log
        DIRECTIVE = "directive"
        MEETING = "meeting"
        ROUND = "round"
        INSPECTION = "inspection"
        OWN = "own"  # written by the office or the post's secretary

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"  # said to be done, waits for the leader in charge
        MISSED = "missed"  # said not to be done: goes on to the next day
        CONFIRMED = "confirmed"  # 销号
        CARRIED = "carried"  # 顺延: the line that follows stands on another day
        REOPENED = "reopened"  # was confirmed and came back: the line that follows is open
        DROPPED = "dropped"  # its source went, or an own line was struck out

    class FollowsAs(models.TextChoices):
        CARRIED = "carried"
        REOPENED = "reopened"

    week_list = models.ForeignKey(WeekList, models.CASCADE, related_name="items")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    ordinal = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=10, choices=Source)
    # the same thing under the same post is one line: "goal:12", "entry:7"; "" for own lines
    source_key = models.CharField(max_length=60, default="")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="week_items")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # that does it
    owner = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # 责任人
    content = models.CharField(max_length=300)  # 具体内容
    requirement = models.CharField(max_length=500, default="")  # 工作要求
    measures = models.CharField(max_length=500, default="")  # 工作措施
    due_on = models.DateField()  # 完成时限
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    said_by = models.BigIntegerField(null=True)  # a person's id
    said_at = models.DateTimeField(null=True)
    word = models.CharField(max_length=500, default="")
    is_added = models.BooleanField(default=False)  # after the list was settled
    is_changed = models.BooleanField(default=False)  # since it was settled
    is_hand_made = models.BooleanField(default=False)  # its words were touched by a person: kept
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="followed_by")
    follows_as = models.CharField(max_length=10, choices=FollowsAs, default="")
    carried_count = models.PositiveSmallIntegerField(default=0)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["week_list", "day", "ordinal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["week_list", "source_key"],
                condition=~models.Q(source_key="") & models.Q(follows__isnull=True),
                name="worklists_weekitem_once",
            )
        ]
        indexes = [
            # 今日应销号
            models.Index(fields=["day", "state"], name="worklists_weekitem_day")
        ]

    def __str__(self) -> str:
        return self.content


class ItemStep(models.Model):
    """One thing that became of a line: said, confirmed, returned, moved, carried on, reopened."""

    class Act(models.TextChoices):
        CHANGED = "changed"
        MOVED = "moved"
        DONE = "done"
        MISSED = "missed"
        CONFIRMED = "confirmed"
        RETURNED = "returned"
        CARRIED = "carried"
        REOPENED = "reopened"
        DROPPED = "dropped"

    item = models.ForeignKey(WeekItem, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10, choices=Act)
    person_id = models.BigIntegerField(null=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    is_deputy = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    reason = models.CharField(max_length=500, default="")
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    signed_by = models.BigIntegerField(null=True)  # on paper: `person_id` recorded it
    signed_on = models.DateField(null=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(act__in=["returned", "reopened", "moved"])
                | ~models.Q(reason=""),
                name="worklists_itemstep_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True)
                | models.Q(signed_on__isnull=False, evidence__isnull=False),
                name="worklists_itemstep_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.act}"
