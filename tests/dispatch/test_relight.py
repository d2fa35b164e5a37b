"""An entry that changes is lit anew at once, not tomorrow; a large campaign behind the page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from behind import work_off
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from scenes import Scene, make_scene
from worlds import World, install_kinds, make_campaign

from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM
from guatu.core.lamps import Lamp
from guatu.dispatch import relighting
from guatu.dispatch.actions import recompute_lamps
from guatu.jobs import works
from guatu.jobs.models import Job
from guatu.ledgers.actions import Assigned, EntryEdit, NewEntry, edit_entry, insert_entries
from guatu.ledgers.models import EntryLamp

pytestmark = pytest.mark.django_db


def test_a_new_date_changes_the_lamp_within_the_act(world: World) -> None:
    install_kinds()
    today = timezone.localdate()
    campaign = make_campaign(
        world.district, starts_on=today - timedelta(days=90), ends_on=today + timedelta(days=90)
    )
    new = NewEntry(
        title="新增公共泊位",
        leads=(Assigned(unit_id=world.finance.pk),),
        starts_on=today - timedelta(days=60),
        due_on=today - timedelta(days=1),
    )
    (entry,) = insert_entries(campaign, "task", [new])
    recompute_lamps(SYSTEM, campaign, today)
    entry.refresh_from_db()

    assert entry.lamp == Lamp.OVERDUE

    edit = EntryEdit(columns={"due_on": today + timedelta(days=60)}, reason="批准延期")
    edit_entry(world.actor("office"), entry, version=entry.version, edit=edit)
    entry.refresh_from_db()

    assert entry.lamp != Lamp.OVERDUE


def entries_in_force(scene: Scene, count: int) -> None:
    lead = (Assigned(unit_id=scene.world.finance.pk),)
    lines = [NewEntry(title=f"事项{n}", number=str(n), leads=lead) for n in range(count)]
    insert_entries(scene.campaign, "task", lines)


def relight(scene: Scene, who: str = "office") -> HttpResponse:
    address = reverse("dispatch:relight", args=[scene.campaign.slug])
    response: HttpResponse = scene.world.client(who).post(address)
    return response


def test_a_large_campaign_is_lit_behind_the_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limit a job lights it, asked once while it goes on; up to it the answer is direct."""
    scene = make_scene(world)
    monkeypatch.setattr(relighting, "SOON_ENTRIES", 2)  # the scene has two
    monkeypatch.setattr(works, "_finders", [])  # the clock would light them as well
    direct = relight(scene)
    assert (direct.url, Job.objects.count()) == (reverse("dispatch:rounds"), 0)  # type: ignore[attr-defined]

    entries_in_force(scene, 1)
    lit = EntryLamp.objects.filter(entry__campaign=scene.campaign)
    assert lit.count() == 2
    first, again = relight(scene), relight(scene)
    job = Job.objects.get()
    assert [first.url, again.url] == [f"/jobs/{job.pk}/?follow=1"] * 2  # type: ignore[attr-defined]
    assert lit.count() == 2
    assert AuditEvent.objects.filter(act="job.ask").count() == 1

    work_off()

    assert lit.count() == 3
    job.refresh_from_db()
    assert (job.state, job.result["address"]) == ("done", reverse("dispatch:rounds"))
    page = world.client("office").get(f"/jobs/{job.pk}/?follow=1", follow=True).content.decode()
    assert "0项亮灯有变化" in page  # grey it was, and is
    relight(scene)
    assert Job.objects.count() == 2


def test_only_whoever_runs_the_rounds_asks_for_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = make_scene(world)
    monkeypatch.setattr(relighting, "SOON_ENTRIES", 1)

    assert relight(scene, "liaison").status_code in {403, 404}
    assert not Job.objects.exists()
