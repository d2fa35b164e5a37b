"""A longer list costs no more queries: pages for leaders, sheets of units, materials, volumes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from gatherings import light
from scenes import Scene

from guatu.accounts.models import Post
from guatu.audit.actions import store_evidence
from guatu.core.lamps import Lamp
from guatu.core.materials import Sort
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.models import Entry, PostDuty, StagePassage
from guatu.paper.queries.leaderpages import leader_page
from guatu.paper.queries.materials import material
from guatu.paper.queries.unitsheets import unit_sheet
from guatu.paper.queries.volumes import matter_of, papers_for
from guatu.paper.stretches import stretch_of

pytestmark = pytest.mark.django_db
Read = Callable[[Scene], object]


def grow(scene: Scene, count: int) -> None:
    """Add entries of finance that are red, under the leader, with a paper each."""
    lead = (Assigned(unit_id=scene.world.finance.pk),)
    had = Entry.objects.count()
    new = [NewEntry(title=f"第{had + at}项", leads=lead) for at in range(count)]
    evidence = store_evidence(scene.world.actor("liaison"), b"%PDF-1.4\n%%EOF\n", "件.pdf")
    for row in insert_entries(scene.campaign, "task", new):
        light(row, Lamp.OVERDUE, due_on="2026-06-30")
        PostDuty.objects.create(entry=row, post=scene.world.posts["leader"], level="leader")
        StagePassage.objects.create(
            entry=row, from_stage="doing", to_stage="done", passed_on=timezone.localdate(),
            recorded_at=timezone.now(), evidence=evidence,
        )  # fmt: skip


def leader(scene: Scene) -> object:
    post = Post.objects.select_related("unit", "scope").get(pk=scene.world.posts["leader"].pk)
    today = timezone.localdate()
    return leader_page(scene.world.actor("office"), post, scene.campaign, today=today)


def sheet(scene: Scene) -> object:
    today = timezone.localdate()
    office = scene.world.actor("office")
    return unit_sheet(office, scene.campaign, scene.world.finance, today=today)


def report(scene: Scene) -> object:
    today = timezone.localdate()
    stretch = stretch_of(scene.campaign, Sort.BRIEF, "now", today)
    office = scene.world.actor("office")
    return material(office, scene.campaign, scene.world.finance, stretch, today=today)


def papers(scene: Scene) -> object:
    office = scene.world.actor("office")
    matter = matter_of(office, scene.campaign, "unit", scene.world.finance.pk)
    return papers_for(office, matter)


@pytest.mark.parametrize("read", [leader, sheet, report, papers], ids=lambda one: one.__name__)
def test_thirty_cost_as_many_queries_as_three(scene: Scene, read: Read) -> None:
    scene.open()
    counts = []
    for more in (3, 27):
        grow(scene, more)
        with CaptureQueriesContext(connection) as asked:
            read(scene)
        counts.append(len(asked))

    assert counts[1] <= counts[0]
