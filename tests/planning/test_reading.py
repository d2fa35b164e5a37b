"""A plan that takes long to read is read in the background, by whoever sent it."""

from __future__ import annotations

import pytest
from behind import work_off
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from words import level, lists, p, word
from worlds import World

from guatu.accounts.models import Account
from guatu.campaigns.models import Plan
from guatu.jobs import spool
from guatu.jobs.models import Job
from guatu.planning.models import Draft

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERING = lists(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2."))
PLAN = word(
    p("青溪区2026年“优境惠企”行动方案"),
    p("重点任务", num=(1, 0)),
    p("实施窗口提质行动。新增办事窗口12个。（牵头单位：区财政局）", num=(1, 1)),
    parts={"numbering": NUMBERING},
)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file count as large."""
    monkeypatch.setattr("guatu.planning.reading.SOON_BYTES", 0)


def send(world: World, name: str = "方案.docx", payload: bytes = PLAN) -> HttpResponse:
    fields = {"unit": world.district.pk, "text": "", "file": SimpleUploadedFile(name, payload)}
    response: HttpResponse = world.client("office").post("/planning/upload/", fields)
    return response


@pytest.mark.usefixtures("slow")
def test_the_person_sees_the_progress_and_is_led_to_the_draft(world: World) -> None:
    response = send(world)

    job = Job.objects.get(work="planning.read")
    assert response["Location"] == f"/jobs/{job.pk}/?follow=1"
    assert not Plan.objects.exists()
    client = world.client("office")
    waiting = client.get(response["Location"]).content.decode()
    assert "等待中" in waiting
    assert "方案.docx" in waiting

    work_off()
    draft = Draft.objects.get()
    assert client.get(response["Location"])["Location"] == f"/planning/drafts/{draft.pk}/"
    part = client.get(response["Location"], headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == f"/planning/drafts/{draft.pk}/"
    assert draft.plan.loaded_by == world.accounts["office"].person_id
    assert spool.read(job.arguments["file"]) is None
    assert client.get(f"/planning/drafts/{draft.pk}/").status_code == 200


@pytest.mark.usefixtures("slow")
def test_a_file_that_cannot_be_read_is_told_on_the_page(world: World) -> None:
    response = send(world, "方案.docx", PLAN[:300])
    work_off()

    page = world.client("office").get(response["Location"]).content.decode()
    assert "未成功" in page
    assert "方案.docx" in page
    assert Job.objects.get(work="planning.read").attempts == 1
    assert not Plan.objects.exists()


@pytest.mark.usefixtures("slow")
def test_read_twice_after_a_kill_it_is_one_plan_and_as_new_as_before(world: World) -> None:
    send(world)
    work_off()
    first = Job.objects.get(work="planning.read")
    spool.place_of(first.arguments["file"]).write_bytes(PLAN)
    Job.objects.filter(pk=first.pk).update(state="running", lease="dead:1", leased_until=None)
    work_off()

    again = Job.objects.get(pk=first.pk)
    assert again.result == first.result
    assert again.result["note"] == ""
    assert Plan.objects.count() == Draft.objects.count() == 1


@pytest.mark.usefixtures("slow")
def test_whoever_lost_the_account_loads_nothing_any_more(world: World) -> None:
    send(world)
    Account.objects.filter(pk=world.accounts["office"].pk).update(is_active=False)
    work_off()

    assert Job.objects.get(work="planning.read").state == Job.State.FAILED
    assert not Plan.objects.exists()


@pytest.mark.usefixtures("slow")
def test_only_the_office_has_a_plan_read(world: World) -> None:
    fields = {"unit": world.district.pk, "file": SimpleUploadedFile("方案.docx", PLAN)}

    assert world.client("liaison").post("/planning/upload/", fields).status_code == 403
    assert not Job.objects.exists()


def test_a_reader_that_takes_too_long_for_the_page_goes_on_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guatu.planning.reading.SOON_SECONDS", 0.001)
    response = send(world)

    assert response["Location"].startswith("/jobs/")
    work_off()
    assert Plan.objects.count() == 1
