"""公文: drafts of bulletins, and an office's own wording of them."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign
from guatu.dispatch.models import Round


class Sort(models.TextChoices):
    """What sort of paper it is, and so of what it speaks."""

    DISPATCH = "dispatch"  # 调度通报, of a round
    SPECIAL = "special"  # 专报, of a round
    MONTHLY = "monthly"  # 月通报, of a month
    ANNUAL = "annual"  # 年度总结, of a year


class BulletinTemplate(models.Model):
    """An office's own text of one sort of bulletin, with 〔fields〕 that facts fill.

    A new wording is a new version of the row; what was drafted from it keeps its own text.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bulletin_templates")
    sort = models.CharField(max_length=10, choices=Sort)
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    text = models.TextField()
    kept_by = models.BigIntegerField(null=True)  # a person's id
    kept_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["unit", "sort", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "sort", "name"],
                condition=models.Q(dropped_at__isnull=True),
                name="paper_bulletintemplate_name",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Bulletin(models.Model):
    """送审稿: a text of its own, drafted from the facts of a round or a period and then edited.

    It never has a document number, a signer or a seal (T16). `facts` is what the draft was filled
    with, `digest` the hash over it; `is_sealed` says whether all of it was frozen. When it is
    handed in its files are kept as they were.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"  # 送审
        DROPPED = "dropped"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="bulletins")
    sort = models.CharField(max_length=10, choices=Sort)
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="bulletins")
    every = models.CharField(max_length=20, default="")  # of a period; "" for a round
    starts_on = models.DateField()
    ends_on = models.DateField()
    template = models.ForeignKey(
        BulletinTemplate, models.PROTECT, null=True, related_name="bulletins"
    )  # none: the built-in one
    head = models.CharField(max_length=100)  # 发文机关标志
    title = models.CharField(max_length=200)
    addressees = models.CharField(max_length=500, default="")  # 主送
    text = models.TextField()
    signature = models.CharField(max_length=100)  # 发文机关署名
    dated_on = models.DateField(null=True)  # 成文日期; none: the office sets it when it signs
    copy_to = models.CharField(max_length=500, default="")  # 抄送
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    is_sealed = models.BooleanField(default=False)
    as_of = models.DateTimeField()  # 数据截至
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)  # a person's id; null: by the clock
    edited_at = models.DateTimeField(null=True)
    edited_by = models.BigIntegerField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.BigIntegerField(null=True)
    docx = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "-ends_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="paper_bulletin_dates"
            ),
            models.CheckConstraint(
                condition=models.Q(round__isnull=False) | ~models.Q(every=""),
                name="paper_bulletin_matter",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="submitted")
                | models.Q(submitted_at__isnull=False, docx__isnull=False),
                name="paper_bulletin_submitted",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "-ends_on", "-id"], name="paper_bulletin_list"),
        ]

    def __str__(self) -> str:
        return self.title
