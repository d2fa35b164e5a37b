"""Lighting behind the page says how far it is, and can be stopped before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone
from scenes import Scene

from guatu.audit.models import AuditEvent
from guatu.dispatch import works
from guatu.dispatch.queries import facts
from guatu.jobs.errors import Cancelled
from guatu.ledgers.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@dataclass
class Told:
    """A run that keeps what it is told and is stopped once `stop_at` entries were looked at."""

    stop_at: int | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    account_id: int | None = None
    said: list[tuple[int, int | None, str]] = field(default_factory=list)
    asked_at: datetime = field(default_factory=timezone.now)
    due_at: datetime = field(default_factory=timezone.now)

    def progress(self, done: int, total: int | None = None, *, step: str = "") -> None:
        self.said.append((done, total, step))
        if self.stop_at is not None and done >= self.stop_at:
            raise Cancelled


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at one entry at a time."""
    monkeypatch.setattr(facts, "CHUNK", 1)


def lit() -> int:
    return Entry.objects.filter(lamp_reason__isnull=False).count()


def test_each_batch_that_was_looked_at_is_told(scene: Scene) -> None:
    run = Told()
    works.light_all(run)

    name = str(scene.campaign)
    assert run.said == [(0, 2, name), (1, 2, name), (2, 2, name), (2, 2, "")]
    assert lit() == 2


@pytest.mark.usefixtures("scene")
def test_a_stop_while_looking_leaves_everything_as_it_was() -> None:
    acts = AuditEvent.objects.count()
    with pytest.raises(Cancelled):
        works.light_all(Told(stop_at=1))

    assert (lit(), AuditEvent.objects.count()) == (0, acts)
    works.light_all(Told())
    assert (lit(), AuditEvent.objects.count()) == (2, acts + 1)  # one row for all


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("most", [0, 1, 5_000])
def test_many_and_few_changes_come_to_the_same(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guatu.dispatch.actions.lamps.MOST_SINGLY", most)
    works.light_all(Told())
    acts = AuditEvent.objects.count()
    works.light_all(Told())

    assert lit() == 2
    assert AuditEvent.objects.count() == acts  # nothing was left to do
