"""What is measured, what is owed, and what was reported (T5, T6, D2).

A figure is stored exactly: money as integer fen in `amount_fen`, all else as `mantissa` and
`scale`; `measure` is the unit it was written in and `written` the words themselves.
"""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models.campaigns import Campaign, Plan, Validity


def one_figure(prefix: str = "") -> models.Q:
    """Return the condition that a row holds money or another number, not both."""
    return models.Q(**{f"{prefix}amount_fen__isnull": True}) | models.Q(
        **{f"{prefix}mantissa__isnull": True}
    )


class MeasureUnit(models.Model):
    """A unit of measure; the office adds its own. `factor` is exact: mantissa / 10**scale of the base."""

    symbol = models.CharField(max_length=20, unique=True)
    dimension = models.CharField(max_length=20)
    factor_mantissa = models.BigIntegerField()
    factor_scale = models.PositiveSmallIntegerField(default=0)
    is_built_in = models.BooleanField(default=False)
    # what is counted one by one: a total of 12.5 firms is a slip
    is_whole = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["dimension", "symbol"]

    def __str__(self) -> str:
        return self.symbol


class Indicator(models.Model):
    """指标: what is measured, whose 口径 it follows, and which unit provides and confirms it (T6)."""

    class Shape(models.TextChoices):
        CUMULATIVE = "cumulative"  # 累计: pace fits this one only
        GROWTH = "growth"  # 增速
        SHARE = "share"  # 占比
        CONTROL = "control"  # 控制: at most
        FLOOR = "floor"  # 守底线: at least, at every moment
        LEVEL = "level"  # 时点: reach a level
        RANK = "rank"  # 位次
        RANGE = "range"  # 区间: between two ends, at every moment

    class Rhythm(models.TextChoices):
        """How often a figure is owed; periods are those of the calendar."""

        MONTH = "month"
        QUARTER = "quarter"
        HALF_YEAR = "half_year"
        YEAR = "year"

    name = models.CharField(max_length=200)
    owner = models.ForeignKey(
        Unit, models.PROTECT, related_name="indicators"
    )  # whose tree it serves
    shape = models.CharField(max_length=12, choices=Shape)
    measure = models.CharField(max_length=20, null=True)
    definition = models.TextField(default="")  # 口径
    source = models.CharField(max_length=200, default="")
    provider = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="provides")
    is_larger_better = models.BooleanField(default=True)
    # 降幅: the values say by how much something fell, so 下降3.2% is 3.2
    is_fall = models.BooleanField(default=False, db_default=False)
    rhythm = models.CharField(
        max_length=10, choices=Rhythm, default=Rhythm.MONTH, db_default=Rhythm.MONTH
    )
    due_after = models.PositiveSmallIntegerField(default=10, db_default=10)  # days from period end
    definition_confirmed_by = models.BigIntegerField(null=True)  # a person of the provider
    definition_confirmed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name", "shape"], name="campaigns_indicator_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """目标值: what is owed of an indicator, by whom and when. A range has a `high` end."""

    class Op(models.TextChoices):
        AT_LEAST = ">="
        AT_MOST = "<="
        ABOUT = "~"
        EQUAL = "="

    class RollUp(models.TextChoices):
        SUM = "sum"
        WEIGHTED = "weighted"
        WORST = "worst"
        BEST = "best"
        NONE = "none"

    class PaceBy(models.TextChoices):
        """What says how much should be there by now."""

        CALENDAR = "calendar"  # days gone by
        WORKING = "working"  # working days gone by
        CURVE = "curve"  # its own points
        ABOVE = "above"  # as the target above does

    class Origin(models.TextChoices):
        """T15."""

        ASSIGNED = "assigned"  # 上级下达
        OWN = "own"  # 本级部署
        PLEDGED = "pledged"  # 单位自报承诺: tracked, not scored unless adopted

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="targets")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets")  # who owes it
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    # the version of `parent` that was taken on; a later one is a pending difference (D7)
    parent_version = models.PositiveIntegerField(null=True)
    roll_up = models.CharField(max_length=10, choices=RollUp, default=RollUp.NONE)
    weight_mantissa = models.BigIntegerField(null=True)
    weight_scale = models.PositiveSmallIntegerField(default=0)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.OWN)
    is_adopted = models.BooleanField(default=True)
    validity = models.CharField(
        max_length=10, choices=Validity, default=Validity.IN_FORCE, db_default=Validity.IN_FORCE
    )
    op = models.CharField(max_length=2, choices=Op)
    is_growth = models.BooleanField(default=False)
    amount_fen = models.BigIntegerField(null=True)
    mantissa = models.BigIntegerField(null=True)
    scale = models.PositiveSmallIntegerField(default=0)
    high_amount_fen = models.BigIntegerField(null=True)
    high_mantissa = models.BigIntegerField(null=True)
    high_scale = models.PositiveSmallIntegerField(default=0)
    measure = models.CharField(max_length=20, null=True)
    written = models.CharField(max_length=200, default="")
    due_on = models.DateField(null=True)
    pace_by = models.CharField(
        max_length=10, choices=PaceBy, default=PaceBy.CALENDAR, db_default=PaceBy.CALENDAR
    )
    pace_basis = models.CharField(max_length=200, default="", db_default="")  # on what grounds
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="targets")
    quote_start = models.PositiveIntegerField(null=True)
    quote_end = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "pk"]
        constraints = [
            models.CheckConstraint(condition=one_figure(), name="campaigns_target_one_figure"),
            models.CheckConstraint(
                condition=models.Q(amount_fen__isnull=False) | models.Q(mantissa__isnull=False),
                name="campaigns_target_has_figure",
            ),
            models.CheckConstraint(condition=one_figure("high_"), name="campaigns_target_one_high"),
        ]

    def __str__(self) -> str:
        return self.written or str(self.pk)


class PacePoint(models.Model):
    """One point of a target's set curve: a share in per cent, or a value, to be there by a day.

    Of a total it is the whole up to that day, of anything else the threshold from that day on.
    """

    target = models.ForeignKey(Target, models.CASCADE, related_name="pace_points")
    day = models.DateField()
    share_mantissa = models.BigIntegerField(null=True)
    share_scale = models.PositiveSmallIntegerField(default=0)
    amount_fen = models.BigIntegerField(null=True)
    mantissa = models.BigIntegerField(null=True)
    scale = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["target", "day"]
        constraints = [
            models.UniqueConstraint(fields=["target", "day"], name="campaigns_pacepoint_day"),
            models.CheckConstraint(
                condition=models.Q(
                    share_mantissa__isnull=False, amount_fen__isnull=True, mantissa__isnull=True
                )
                | models.Q(
                    share_mantissa__isnull=True, amount_fen__isnull=False, mantissa__isnull=True
                )
                | models.Q(
                    share_mantissa__isnull=True, amount_fen__isnull=True, mantissa__isnull=False
                ),
                name="campaigns_pacepoint_one_figure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.day}"


class FigureSheet(models.Model):
    """A workbook of figures that was handed in: staged, looked over, then applied or dropped."""

    class State(models.TextChoices):
        STAGED = "staged"
        APPLIED = "applied"
        DROPPED = "dropped"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="figure_sheets")
    file = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    series = models.CharField(max_length=10)
    rows = models.JSONField(default=list)  # what would be written, row by row
    faults = models.JSONField(default=list)  # what is wrong: sheet, row, cell, code, words
    state = models.CharField(max_length=10, choices=State, default=State.STAGED)
    handed_in_by = models.BigIntegerField(null=True)  # a person's id
    handed_in_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-handed_in_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class Observation(models.Model):
    """完成值: what was reported for one unit and period. A correction is a new row with a reason.

    Without a figure it is 待发布: known to be due, not yet published, never red (T5).
    """

    class Facet(models.TextChoices):
        PERIOD = "period"  # 当期
        CUMULATIVE = "cumulative"  # 累计
        POINT = "point"  # 时点

    class Series(models.TextChoices):
        FLASH = "flash"  # 部门快报数
        OFFICIAL = "official"  # 统计反馈数

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="observations")
    period_start = models.DateField()
    period_end = models.DateField()
    as_of = models.DateField()
    facet = models.CharField(max_length=10, choices=Facet)
    series = models.CharField(max_length=10, choices=Series, default=Series.FLASH)
    is_growth = models.BooleanField(default=False)
    amount_fen = models.BigIntegerField(null=True)
    mantissa = models.BigIntegerField(null=True)
    scale = models.PositiveSmallIntegerField(default=0)
    measure = models.CharField(max_length=20, null=True)
    written = models.CharField(max_length=200, default="")
    definition = models.TextField(default="")  # 口径, where it differs from the indicator's
    source = models.CharField(max_length=200, default="")
    reported_by = models.BigIntegerField(null=True)  # a person's id
    reported_at = models.DateTimeField()  # the server's first receipt (D1)
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(max_length=200, default="")
    # nothing replaces it; kept in step with `replaced_by`, for the constraint below
    is_current = models.BooleanField(default=True, db_default=True)
    sheet = models.ForeignKey(FigureSheet, models.PROTECT, null=True, related_name="figures")

    class Meta:
        ordering = ["indicator", "unit", "as_of", "pk"]
        constraints = [
            # two people who report one period at the same moment: the second is told
            models.UniqueConstraint(
                fields=[
                    "indicator",
                    "unit",
                    "period_start",
                    "period_end",
                    "facet",
                    "series",
                    "is_growth",
                ],
                condition=models.Q(is_current=True),
                name="campaigns_observation_one_a_period",
            ),
            models.CheckConstraint(condition=one_figure(), name="campaigns_observation_one_figure"),
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")),
                name="campaigns_observation_period",
            ),
            models.CheckConstraint(
                condition=models.Q(replaces__isnull=True) | ~models.Q(reason=""),
                name="campaigns_observation_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True)
                | models.Q(amount_fen__isnull=False)
                | models.Q(mantissa__isnull=False),
                name="campaigns_observation_confirmed_figure",
            ),
        ]
        indexes = [
            # the latest value of an indicator for a unit: pages and lamps read this most
            models.Index(
                fields=["indicator", "unit", "series", "as_of"], name="campaigns_observation_latest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id} {self.as_of}"
