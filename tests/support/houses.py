"""A database that many tests look at, built once for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def built_once(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a fixture of a module write, and take all of it back at the module's end.

    What each test writes is taken back at its own end, as ever: its transaction lies inside.
    """
    with blocker.unblock(), override_settings(PASSWORD_HASHERS=HASHER), transaction.atomic():
        yield
        transaction.set_rollback(True)
