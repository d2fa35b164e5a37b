"""A plan is loaded whole, once; what is no plan is refused with one sentence."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from drafts import PLAN, make_draft
from worlds import World, make_unit

from guatu.accounts.queries import actor_of
from guatu.audit.models import AuditEvent, Evidence
from guatu.campaigns.models import Clause, Plan
from guatu.core.actors import Role
from guatu.core.planreading import read_plan
from guatu.planning.actions import NewPlan, discard_draft, load_plan
from guatu.planning.models import Draft, DraftItem, DraftUnit
from guatu.shell.errors import InvalidState, NotAllowed

pytestmark = pytest.mark.django_db
UPLOAD = "/planning/upload/"


def post(
    world: World, *, payload: bytes | None = None, text: str = "", name: str = "方案.txt"
) -> HttpResponse:
    data: dict[str, object] = {"unit": world.district.pk, "text": text}
    if payload is not None:
        data["file"] = SimpleUploadedFile(name, payload)
    response: HttpResponse = world.client("office").post(UPLOAD, data)
    return response


def test_everything_that_was_read_is_stored_with_its_words(world: World) -> None:
    draft = make_draft(world)

    read = read_plan(PLAN)
    kinds = {k: draft.items.filter(kind=k).count() for k in DraftItem.Kind.values}
    assert kinds == {
        "target": len(read.targets),
        "fact": len(read.facts),
        "task": len(read.tasks),
        "project": len(read.projects),
        "phase": len(read.phases),
        "cadence": len(read.cadence),
    }
    assert (kinds["target"], kinds["task"], kinds["phase"]) == (7, 2, 2)
    assert draft.plan.title == "青溪区“强基提质”2026年行动方案"
    assert draft.plan.issued_on is not None
    assert Clause.objects.filter(plan=draft.plan, kind="heading").count() > 5
    assert draft.units.count() == 5
    assert AuditEvent.objects.latest("number").act == "plan.load"
    for item in draft.items.all():
        assert 0 <= item.start < item.end <= len(draft.plan.text)


def test_the_same_text_leads_to_the_same_plan_whatever_its_line_ends(world: World) -> None:
    first = post(world, payload=PLAN.encode())
    second = post(world, text=PLAN.replace("\n", "\r\n"))
    third = post(world, payload=PLAN.replace("\n", "\r\n").encode("gb18030"))

    assert first.url == second.url == third.url
    assert (Plan.objects.count(), Draft.objects.count()) == (1, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_file_is_kept_as_it_came_in_any_encoding(
    world: World, settings: object, tmp_path: Path, *, encoding: str, ends: str
) -> None:
    settings.EVIDENCE_ROOT = tmp_path  # type: ignore[attr-defined]
    payload = PLAN.replace("\n", ends).encode(encoding)

    response = post(world, payload=payload)

    plan = Plan.objects.get()
    assert response.status_code == 302
    assert plan.text == PLAN.replace("\n", ends)
    assert encoding == "utf-16" or (plan.file is not None and plan.file.size == len(payload))
    task = DraftItem.objects.get(kind="task", ordinal=1)
    assert plan.text[task.start : task.end].startswith("1.实施技改攻坚行动")


def test_two_who_load_the_same_text_at_once_get_one_plan(world: World) -> None:
    first = make_draft(world)
    real, looks = QuerySet.first, iter([None])  # the first look comes before the other's write

    def look(rows: QuerySet[Plan]) -> Plan | None:
        return next(looks, real(rows))

    with mock.patch.object(QuerySet, "first", look):
        again, is_new = load_plan(
            world.actor("office"), NewPlan(read=read_plan(PLAN), unit=world.district)
        )

    assert (again.plan_id, is_new, Plan.objects.count()) == (first.plan_id, False, 1)


def test_a_text_that_another_office_loaded_is_not_opened(world: World) -> None:
    make_draft(world)
    other = make_unit("邻区", kind="government")
    account = world.add("other_office", other, Role.CAMPAIGN_OFFICE)
    actor = actor_of(account, AuditEvent.objects.latest("number").occurred_at.date())

    with pytest.raises(InvalidState):
        load_plan(actor, NewPlan(read=read_plan(PLAN), unit=other))
    with pytest.raises(NotAllowed):
        load_plan(actor, NewPlan(read=read_plan(PLAN + "另一份"), unit=world.district))


def test_a_draft_that_was_thrown_away_is_read_anew(world: World) -> None:
    draft = make_draft(world)
    discard_draft(world.actor("office"), draft, draft.version)

    again = make_draft(world)

    assert (again.pk != draft.pk, Plan.objects.count()) == (True, 1)


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (b"", "是空的"),
        (b" \n \n", "是空的"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "是图片"),
        (bytes(range(256)) * 40, "不是文档"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "已损坏"),
        (b"This is the action plan of the district for 2026. " * 40, "没有读到中文方案"),
        ("ПЛАН действий района на год. ".encode("cp1251") * 40, "编码无法识别"),
        (b"0" * (50 * 1024 * 1024 + 1), "不超过 50 MB"),
        (("甲乙丙丁" * 130_000).encode("utf-16"), "500000"),
    ],
    ids=["empty", "blank", "png", "binary", "pdf", "english", "encoding", "large", "long"],
)
def test_what_is_no_plan_is_refused_with_one_sentence(
    world: World, payload: bytes, says: str
) -> None:
    response = post(world, payload=payload)

    assert response.status_code == 422
    assert says in response.content.decode()
    rows = [m.objects.count() for m in (Plan, Draft, DraftItem, DraftUnit, Clause, Evidence)]
    assert rows == [0] * 6


def test_nothing_sent_is_asked_for(world: World) -> None:
    response = post(world)

    assert response.status_code == 422
    assert "请选择文件" in response.content.decode()


def test_two_hundred_megabytes_are_refused_before_they_are_read(world: World) -> None:
    client = world.client("office")

    with mock.patch("django.core.handlers.wsgi.WSGIRequest._load_post_and_files") as loaded:
        response = client.generic(
            "POST", UPLOAD, b"x", content_type="multipart/form-data; boundary=b",
            CONTENT_LENGTH=str(200 * 1024 * 1024),
        )  # fmt: skip

    assert response.status_code == 413
    assert not loaded.called


def test_a_failure_half_way_leaves_nothing(world: World) -> None:
    with (
        mock.patch("guatu.planning.actions.loading.refresh_units", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        make_draft(world)

    assert (Plan.objects.count(), Draft.objects.count(), DraftItem.objects.count()) == (0, 0, 0)


def test_only_the_office_loads(world: World) -> None:
    for name in ("liaison", "leader", "system"):
        assert world.client(name).get(UPLOAD).status_code == 403


def test_the_page_warns_against_classified_material(world: World) -> None:
    assert "涉密" in world.client("office").get(UPLOAD).content.decode()


def test_a_long_plan_is_read_and_stored_in_as_many_queries_as_a_short_one(world: World) -> None:
    source = Path(__file__).parents[2] / "src/guatu/demo/plans/linlan-2026-action-plan.txt"
    counts = []
    for payload in (PLAN.encode(), source.read_bytes()):
        with CaptureQueriesContext(connection) as queries:
            response = post(world, payload=payload)
        assert response.status_code == 302
        counts.append(len(queries))

    assert DraftItem.objects.count() > 250
    assert counts[1] <= counts[0] + 20, counts  # rows are written many at a time
    assert world.client("office").get(response.url).status_code == 200


def test_the_list_takes_the_same_queries_however_many_plans(world: World) -> None:
    client = world.client("office")
    counts = []
    for total in (3, 30):
        for number in range(Plan.objects.count(), total):
            make_draft(world, PLAN.replace("1200个", f"{1000 + number}个"))
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("planning:index"))
        counts.append(len(seen))
        assert page.content.decode().count("<tr>") == total + 1

    assert counts[0] == counts[1]
