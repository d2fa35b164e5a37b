"""People, the posts they hold, and the accounts they sign in with."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from guatu.accounts.models.units import Unit
from guatu.core.actors import Role


class Person(models.Model):
    """A natural person who works here. No ID number, no telephone number: what is not needed is not kept."""

    name = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts with a hashed password."""

    def create_user(
        self, username: str, password: str | None, *, person: Person, **fields: Any
    ) -> Account:
        account = self.model(username=username, person=person, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A way to sign in. Who it is, is the person; what it may do, the person's appointments."""

    username = models.CharField(max_length=60, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="accounts")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    large_print = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="accounts_account_username"),
        ]

    def __str__(self) -> str:
        return self.username


class Post(models.Model):
    """岗位: a role at a unit. Duties belong to posts, so that a handover moves them.

    `scope` is the unit whose subtree the post sees and manages: its own unit, but the whole
    district for the campaign office, which is itself one department of it.
    `grade` is the place in the chain of responsibility (T1).
    """

    class Grade(models.TextChoices):
        LEADER = "leader"  # 责任领导 (包联区领导)
        PRINCIPAL = "principal"  # 单位主要负责人
        DEPUTY = "deputy"  # 分管负责人
        CONTACT = "contact"  # 联络员
        OTHER = "other"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField(max_length=60)
    role = models.CharField(max_length=30, choices=[(role.value, role.value) for role in Role])
    grade = models.CharField(max_length=10, choices=Grade, default=Grade.OTHER)
    scope = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    official_order = models.PositiveIntegerField(default=0)
    abolished_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["unit__official_order", "official_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title", "role"],
                condition=models.Q(abolished_on__isnull=True),
                name="accounts_post_once",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Appointment(models.Model):
    """任职: a person holds a post from a day to a day; a deputy's authority ends by itself (T4)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    started_on = models.DateField()
    ended_on = models.DateField(null=True)  # the last day in force
    is_deputy = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="accounts_appointment_dates",
            ),
            models.CheckConstraint(
                condition=models.Q(is_deputy=False) | models.Q(ended_on__isnull=False),
                name="accounts_appointment_deputy_ends",
            ),
            models.UniqueConstraint(
                fields=["person", "post", "started_on"], name="accounts_appointment_once"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "started_on"], name="accounts_appointment_person")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post_id} {self.started_on}"


class TaskForceMembership(models.Model):
    """A post's seat in a task force: a unit across units."""

    task_force = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    post = models.ForeignKey(Post, models.PROTECT, related_name="task_forces")
    title = models.CharField(max_length=40, default="")  # 组长, 副组长, 成员
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task_force", "post", "started_on"], name="accounts_membership_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="accounts_membership_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_force_id} {self.post_id}"
