"""The chained record of acts (D5, D9) and evidence as bytes and hashes.

Nothing here has a foreign key upwards: the record must outlive what it speaks of.
"""

from __future__ import annotations

from django.db import models


class ChainHead(models.Model):
    """The one row that says where the chain ends; it is locked last in every act."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    # which installation's record this is: a head kept elsewhere names it, so that one of another
    # record is called that and not a forgery
    installation = models.CharField(max_length=32, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="audit_chainhead_single")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class AuditEvent(models.Model):
    """One act: who, what, how many objects, and the root hash of what was before and after."""

    number = models.BigIntegerField(primary_key=True)
    occurred_at = models.DateTimeField()
    algorithm = models.CharField(max_length=10)
    actor_kind = models.CharField(max_length=10)
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    post_ids = models.JSONField(default=list)
    act = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(max_length=200)
    change_count = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_event_object"),
            models.Index(fields=["person_id", "number"], name="audit_event_person"),
            models.Index(fields=["act", "number"], name="audit_event_act"),
            models.Index(fields=["occurred_at"], name="audit_event_time"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class AuditChange(models.Model):
    """One object of an act: its fields before and after. Private fields stand as salted digests."""

    # No key of its own: every column of the record means something and is covered by a hash.
    pk = models.CompositePrimaryKey("event_id", "ordinal")
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="changes")
    ordinal = models.PositiveIntegerField()
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    leaf = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_change_object")]

    def __str__(self) -> str:
        return f"{self.event_id}.{self.ordinal}"


class PrivateValue(models.Model):
    """Value and salt of one private field of one change; retention deletes it, the digest stays."""

    pk = models.CompositePrimaryKey("event_id", "ordinal", "side", "field")
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="private_values")
    ordinal = models.PositiveIntegerField()  # of the change
    side = models.CharField(max_length=6)  # before | after
    field = models.CharField(max_length=60)
    salt = models.CharField(max_length=64)
    value = models.JSONField(null=True)
    erase_after = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(side__in=["before", "after"]), name="audit_private_side"
            ),
        ]
        indexes = [models.Index(fields=["erase_after"], name="audit_private_due")]

    def __str__(self) -> str:
        return f"{self.event_id}.{self.ordinal} {self.side}.{self.field}"


class Evidence(models.Model):
    """A file as it was received: its hash, size and name; the bytes lie outside the web root."""

    digest = models.CharField(max_length=64)  # SHA-256 of the bytes, whatever the chain uses
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    file_name = models.CharField(max_length=255)
    uploaded_by = models.BigIntegerField(null=True)  # a person's id
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["digest"], name="audit_evidence_digest")]

    def __str__(self) -> str:
        return self.file_name
