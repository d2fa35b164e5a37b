"""A list that was asked for as a file and is too long to be written while somebody waits."""

from __future__ import annotations

from django.db import models

from guatu.audit.models import Evidence


class ListExport(models.Model):
    """One list as it was filtered, for whoever asked and nobody else; the file is there once it is made."""

    code = models.CharField(max_length=40)  # of the list
    query = models.CharField(max_length=2000, default="")  # the page's own, after its question mark
    asked_by = models.BigIntegerField()  # an account's id
    asked_at = models.DateTimeField()
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    row_count = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["asked_by", "code"], name="sheets_listexport_mine")]

    def __str__(self) -> str:
        return self.code
