"""What can run in the background: each app above registers its works, and what is due by the clock.

A work is called with a `Run`; it must be safe to call again after a kill at any point, for it is
called again with the same arguments until it has returned once. It writes in transactions only:
while a work runs, each transaction holds the lease of its run from its first write on, so that a
worker that lost its lease commits nothing more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import DatabaseError
from django.utils.functional import Promise

from guatu.jobs.errors import Cancelled, LeaseLost

__all__ = [
    "Cancelled",
    "Due",
    "LeaseLost",
    "Run",
    "Work",
    "all_due",
    "codes",
    "register",
    "register_due",
    "work_of",
]

logger = logging.getLogger(__name__)


class Run(Protocol):
    """One run of a work, as the work sees it."""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What was asked for, as JSON."""

    @property
    def account_id(self) -> int | None:
        """The account that asked, None for guatu itself."""

    @property
    def asked_at(self) -> datetime:
        """When it was asked for."""

    @property
    def due_at(self) -> datetime:
        """For when it was due, which may be long past."""

    def progress(self, done: int, total: int | None = None, *, step: str = "") -> None:
        """Say how far it is, and go on only if nobody asked to stop and the lease holds.

        Raises
        ------
        Cancelled
            If somebody asked to stop; what is committed stays.
        LeaseLost
            If another worker took the work over; nothing may be written any more.
        """


Does = Callable[[Run], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A sort of work: its code, its name for people, what it does, and its limit in seconds.

    A run that raises is tried again, `tries` times in all, later each time; a refusal (`ShellError`)
    is told at once and not tried again.
    """

    code: str
    label: str | Promise
    does: Does
    limit_seconds: int = 300
    may_cancel: bool = True
    tries: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that the clock asks for: the same `key` is never run a second time."""

    work: str
    key: str
    due_at: datetime
    arguments: Mapping[str, Any] = field(default_factory=dict)
    unit_path: str = ""
    title: str = ""


Finder = Callable[[datetime], Iterable[Due]]
_works: dict[str, Work] = {}
_finders: list[Finder] = []


def register(*works: Work) -> None:
    """Register works by their codes; called once, when an app is ready."""
    for one in works:
        _works[one.code] = one


def register_due(finder: Finder) -> None:
    """Register what finds, for a moment, all that is due by then and perhaps was not done yet.

    It is asked every few seconds: it reads little, and gives the same keys for the same due times.
    """
    if finder not in _finders:
        _finders.append(finder)


def work_of(code: str) -> Work | None:
    return _works.get(code)


def codes() -> frozenset[str]:
    return frozenset(_works)


def all_due(now: datetime) -> list[Due]:
    """Ask every finder; one that fails is logged and does not keep the others from being asked."""
    found: list[Due] = []
    for finder in _finders:
        try:
            found.extend(finder(now))
        except DatabaseError:
            raise
        except Exception:
            logger.exception("finding what is due by %s failed", finder.__qualname__)
    return found
