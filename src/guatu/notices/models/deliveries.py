"""Ways out of the house, and what became of each message that took one."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Person, Unit
from guatu.campaigns.models import Campaign
from guatu.notices.models.notices import Notice


class Channel(models.Model):
    """发送渠道: mail, or the address of a group's robot or of another platform.

    A webhook gets the notices of its campaign, of its unit, or of both where both are set. Its
    address holds the key by which anybody may write to the group: like the secret it is never
    shown again. `failures` and `closed_until` are the circuit: after failures in a row nothing is
    tried until then.
    """

    class Form(models.TextChoices):
        MAIL = "mail"
        WECOM = "wecom"
        DINGTALK = "dingtalk"
        FEISHU = "feishu"
        JSON = "json"

    form = models.CharField(max_length=10, choices=Form)
    title = models.CharField(max_length=100)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=1000, default="")
    secret = models.CharField(max_length=200, default="")
    keyword = models.CharField(max_length=40, default="")  # that a robot wants in every message
    sorts = models.JSONField(default=list)  # codes that go out here; none: all
    digest_hour = models.PositiveSmallIntegerField(null=True)  # null: each by itself
    is_active = models.BooleanField(default=True)
    is_simulated = models.BooleanField(default=False)  # 模拟数据: nothing leaves the house
    failures = models.PositiveIntegerField(default=0)
    closed_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form"], condition=models.Q(form="mail"), name="notices_channel_one_mail"
            ),
            models.CheckConstraint(
                condition=models.Q(form="mail")
                | models.Q(campaign__isnull=False)
                | models.Q(unit__isnull=False),
                name="notices_channel_whose",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """One message to one address: made in the act's transaction, sent by a job.

    `unknown` is a message of which nobody can say whether it arrived: it is shown as that, and
    only a channel that knows a message again by its key gets it a second time by itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNKNOWN = "unknown"
        HELD = "held"  # the same had gone to the same address shortly before
        MERGED = "merged"  # went out within a digest
        STOPPED = "stopped"  # by hand

    key = models.CharField(max_length=200, unique=True)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="deliveries")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    subject = models.CharField(max_length=200)
    text = models.TextField(
        default=""
    )  # of a digest or a test, or said to this group alone; else the notice's
    fingerprint = models.CharField(max_length=64)  # of what is said
    is_urgent = models.BooleanField(default=False)
    is_simulated = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=40, default="")  # a code for why it stands there
    answer = models.CharField(max_length=300, default="")  # the last one
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            # what is due: asked every few seconds
            models.Index(
                fields=["not_before"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="notices_delivery_due",
            ),
            models.Index(fields=["channel", "-id"], name="notices_delivery_log"),
            models.Index(
                fields=["channel", "fingerprint", "made_at"], name="notices_delivery_repeat"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class DeliveryTry(models.Model):
    """One try: its row stands before anything is sent, so that a kill in between shows."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="all_tries")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, default="")
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="notices_try_once")
        ]
        indexes = [models.Index(fields=["started_at"], name="notices_try_started")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.number}"
