"""Opening, asking again and closing a round of a large campaign runs behind the page, once."""

from __future__ import annotations

import pytest
from behind import work_off
from django.http import HttpResponse
from django.urls import reverse
from scenes import Scene
from time_machine import Traveller

from guatu.accounts.models import Appointment
from guatu.audit.models import AuditEvent
from guatu.dispatch import byhand, relighting
from guatu.dispatch.models import CheckIn, Round
from guatu.jobs import works
from guatu.jobs.models import Job
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def large(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Return a scene that is large with its two entries; the clock opens and closes nothing."""
    monkeypatch.setattr(relighting, "SOON_ENTRIES", 1)
    monkeypatch.setattr(works, "_finders", [])
    return scene


def post(
    scene: Scene, route: str, key: object, who: str = "office", **data: object
) -> HttpResponse:
    address = reverse(f"dispatch:{route}", args=[key])
    response: HttpResponse = scene.world.client(who).post(address, data)
    return response


def followed(response: HttpResponse) -> Job:
    job = Job.objects.latest("pk")
    assert response.headers["Location"] == f"/jobs/{job.pk}/?follow=1"
    return job


def words_after(scene: Scene, job: Job) -> str:
    page = scene.world.client("office").get(f"/jobs/{job.pk}/?follow=1", follow=True)
    return str(page.content.decode())


def acts() -> list[tuple[str, str]]:
    rows = AuditEvent.objects.filter(act__startswith="round.").order_by("number")
    return list(rows.values_list("act", "actor_name"))


def test_a_round_opens_and_asks_again_behind_the_page(large: Scene, clock: Traveller) -> None:
    first = post(large, "open", large.campaign.slug)
    job = followed(first)
    again = post(large, "open", large.campaign.slug)
    assert (again.headers["Location"], Round.objects.count()) == (first.headers["Location"], 0)

    work_off()

    one = Round.objects.get()
    assert one.check_ins.count() == 3
    assert "第1期已开启：应报3项" in words_after(large, job)
    assert [act for act, _name in acts()] == ["round.open"]
    assert acts()[0][1] == large.world.actor("office").name
    lead = (Assigned(unit_id=large.world.finance.pk),)
    insert_entries(large.campaign, "task", [NewEntry(title="新增事项", leads=lead)])
    clock.shift(60)
    followed(post(large, "cadence-open", one.cadence_id))
    assert one.check_ins.count() == 3

    work_off()

    assert one.check_ins.count() == 4
    assert [act for act, _name in acts()] == ["round.open", "round.ask"]


def test_a_round_closes_behind_the_page_as_it_was_seen(large: Scene) -> None:
    one = large.open()
    stale = post(large, "close", one.pk, version=one.version + 5)
    assert (stale.status_code, Job.objects.count()) == (412, 0)
    job = followed(post(large, "close", one.pk, version=one.version))
    one.refresh_from_db()
    assert one.state == "open"

    work_off()

    one.refresh_from_db()
    job.refresh_from_db()
    assert (one.state, job.state) == ("closed", "done")
    assert "第1期已截止" in words_after(large, job)
    Job.objects.filter(pk=job.pk).update(state="waiting", ended_at=None)
    work_off()  # as after a kill between the commit and the end of the job
    job.refresh_from_db()
    assert job.state == "done"
    assert [act for act, _name in acts()].count("round.close") == 1


def test_who_lost_the_post_meanwhile_is_refused(large: Scene) -> None:
    job = followed(post(large, "open", large.campaign.slug))
    Appointment.objects.filter(post=large.world.posts["office"]).delete()

    work_off()

    job.refresh_from_db()
    assert (job.state, Round.objects.count()) == ("failed", 0)


def test_who_may_not_run_rounds_asks_for_nothing(large: Scene) -> None:
    one = large.open()
    for who in ("liaison", "leader"):
        assert post(large, "open", large.campaign.slug, who).status_code in {403, 404}
        assert post(large, "cadence-open", one.cadence_id, who).status_code in {403, 404}
        assert post(large, "close", one.pk, who, version=one.version).status_code in {403, 404}
    assert not Job.objects.exists()


def test_a_small_campaign_is_asked_at_once(scene: Scene) -> None:
    assert post(scene, "open", scene.campaign.slug).headers["Location"] == reverse(
        "dispatch:rounds"
    )
    assert (CheckIn.objects.count(), Job.objects.count()) == (3, 0)
    one = Round.objects.get()
    post(scene, "close", one.pk, version=one.version)
    one.refresh_from_db()
    assert one.state == "closed"
    assert {work.code for work in byhand.WORKS} <= set(works.codes())
