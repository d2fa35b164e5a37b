"""Units as a tree in 建制顺序, their other names, and what became of them."""

from __future__ import annotations

from django.db import models

from guatu.core.paths import subtree_range


class Unit(models.Model):
    """单位: a department, township, village, firm or task force (专班).

    `path` is a materialised path of digits, four to a level; a subtree is a range of paths.
    `official_order` is the 建制顺序 among all units of the installation (T13).
    """

    class Kind(models.TextChoices):
        GOVERNMENT = "government"
        DEPARTMENT = "department"
        TOWNSHIP = "township"
        VILLAGE = "village"
        FIRM = "firm"
        TASK_FORCE = "task_force"

    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40, default="")
    kind = models.CharField(max_length=20, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=80, unique=True)
    official_order = models.PositiveIntegerField(default=0)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["official_order", "path"]
        constraints = [
            # two towns may each have a village of one name (T14), one town may not
            models.UniqueConstraint(
                fields=["parent", "name"],
                condition=models.Q(valid_to__isnull=True),
                name="accounts_unit_name_in_force",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(valid_to__isnull=True, parent__isnull=True),
                name="accounts_unit_root_name_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="accounts_unit_dates",
            ),
        ]
        indexes = [models.Index(fields=["official_order", "path"], name="accounts_unit_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def subtree(self) -> tuple[str, str]:
        return subtree_range(self.path)


class UnitAlias(models.Model):
    """Another name under which documents write a unit."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "unit"], name="accounts_unitalias_once")
        ]
        indexes = [models.Index(fields=["name"], name="accounts_unitalias_name")]

    def __str__(self) -> str:
        return self.name


class UnitChange(models.Model):
    """A dated renaming, move, merger, split or closing of a unit (D6); the past keeps the old name."""

    class Act(models.TextChoices):
        RENAMED = "renamed"
        MOVED = "moved"
        MERGED = "merged"
        SPLIT = "split"  # part of its work went to the new unit `successor`; it goes on itself
        CLOSED = "closed"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes")
    act = models.CharField(max_length=10, choices=Act)
    effective_on = models.DateField()
    old_name = models.CharField(max_length=100)
    old_path = models.CharField(max_length=80)
    successor = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="predecessors")
    reason = models.CharField(max_length=200, default="")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(act__in=["merged", "split"])
                | models.Q(successor__isnull=False),
                name="accounts_unitchange_successor",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.act} {self.effective_on}"
