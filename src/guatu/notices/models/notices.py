"""What was told to whom, in the pages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from guatu.accounts.models import Person, Unit
from guatu.campaigns.models import Campaign


class Notice(models.Model):
    """消息: one thing told once; the same key is never told a second time.

    Its text names units, never persons. `subject` and `text` are in the language of the house, which
    is what leaves it; `translations` holds both by the code of each other language.
    """

    key = models.CharField(max_length=200, unique=True)
    sort = models.CharField(max_length=40)  # the code under which an app registered it
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="notices")
    subject = models.CharField(max_length=200)
    text = models.TextField(default="")
    translations = models.JSONField(default=dict)
    address = models.CharField(max_length=500, default="")  # path of its page
    is_urgent = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["campaign", "told_at"], name="notices_notice_month")]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject_read(self) -> str:
        """The subject in the reader's language, where it was told in it."""
        return self.in_language("subject") or self.subject

    @property
    def text_read(self) -> str:
        """The text in the reader's language, where it was told in it."""
        return self.in_language("text") or self.text

    def in_language(self, part: str) -> str:
        words = self.translations.get(get_language() or "", {})
        return str(words.get(part, ""))


class NoticeUnit(models.Model):
    """A unit that a notice was addressed to, for what a month asked of each."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "unit"], name="notices_noticeunit_once")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.unit_id}"


class NoticeCopy(models.Model):
    """One person's copy. That it was opened is for the person's own list: when is not kept."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="copies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    is_unread = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "person"], name="notices_noticecopy_once")
        ]
        indexes = [
            # the list, unread first, newest first; and the bell's count on every page
            models.Index(fields=["person", "-is_unread", "-notice"], name="notices_copy_list"),
            models.Index(
                fields=["person"],
                condition=models.Q(is_unread=True),
                name="notices_copy_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.person_id}"


class Preference(models.Model):
    """What a person wants by mail, and to which address; without a row nothing is sent."""

    class Mail(models.TextChoices):
        OFF = "off"
        EACH = "each"
        DAILY = "daily"

    person = models.OneToOneField(Person, models.PROTECT, related_name="notice_preference")
    mail_address = models.EmailField(max_length=200, default="", blank=True)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.OFF)
    digest_hour = models.PositiveSmallIntegerField(default=8)  # of the daily mail, local
    muted_sorts = models.JSONField(default=list)  # codes that are not wanted by mail
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.person_id} {self.mail}"


class Feed(models.Model):
    """The secret address of a person's calendar; only its hash is kept, so it is shown once."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}"


class FeedEvent(models.Model):
    """What a calendar was given last of one event: a change raises its sequence, a loss cancels it."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="events")
    uid = models.CharField(max_length=200)
    sequence = models.PositiveIntegerField(default=0)
    given = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    last_on = models.DateField()  # it is forgotten some time after
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "uid"], name="notices_feedevent_once")
        ]

    def __str__(self) -> str:
        return self.uid
