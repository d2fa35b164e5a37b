"""上级来表: forms that offices above ask for, what each place in them means, and each time they were filled."""

from __future__ import annotations

from django.db import models

from guatu.accounts.models import Unit
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign


class HigherForm(models.Model):
    """A form as it came. `layout` says where its table stands, what its rows are and its columns mean.

    `unit` is who has to fill it in: the form counts in that unit's burden.
    """

    class State(models.TextChoices):
        MAPPED = "mapped"  # its columns are being told, or can be told again
        RETIRED = "retired"  # nobody asks for it any more

    class Rhythm(models.TextChoices):
        ONCE = "once"
        WEEK = "week"
        MONTH = "month"
        QUARTER = "quarter"
        HALF_YEAR = "half_year"
        YEAR = "year"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="higher_forms")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="higher_forms")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.MAPPED)
    title = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=100)  # the office above, as its letter names it
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.MONTH)
    first_due_on = models.DateField(null=True)  # the first day by which it is owed
    note = models.CharField(max_length=300, default="")
    tables = models.JSONField(default=list)  # the titles of the file's sheets or tables
    # of one sheet or table, under `also` those of others: see `core.adopting.formsheets`
    layout = models.JSONField(default=dict)
    created_by = models.BigIntegerField(null=True)  # a person's id
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["campaign", "-pk"]

    def __str__(self) -> str:
        return self.title

    def table_title(self, place: int) -> str:
        """Return the number and the title of a sheet or table of the file."""
        title = self.tables[place] if place < len(self.tables) else ""
        return f"{place + 1}. {title}" if title else str(place + 1)


class HigherFilling(models.Model):
    """One time that a form was filled: the file, and the places that nothing was found for."""

    form = models.ForeignKey(HigherForm, models.CASCADE, related_name="fillings")
    number = models.PositiveIntegerField()
    as_of = models.DateField()  # the figures and words are those known on this day
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    filled_count = models.PositiveIntegerField(default=0)
    gaps = models.JSONField(default=list)  # [{"table": 0, "cell": "C5", "why": code, "of": text}]
    filled_by = models.BigIntegerField(null=True)  # a person's id
    filled_at = models.DateTimeField()

    class Meta:
        ordering = ["form", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="sheets_higherfilling_number")
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.number}"
