"""The pages: without a script, with stale versions, for strangers, and however long the lists."""

from __future__ import annotations

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from scenes import MONDAY, Scene, at
from time_machine import Traveller
from worlds import KeyedClient, World, make_campaign, make_unit

from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import (
    Pick,
    approve_check_ins,
    attach_evidence,
    ensure_cadence,
    open_round,
    return_check_in,
    submit_check_ins,
)
from guatu.dispatch.models import CheckIn, CheckInMove, Round
from guatu.ledgers.actions import Assigned, NewEntry, NewMilestone, insert_entries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MINE = "/dispatch/mine/"


def fields(row: CheckIn, **values: object) -> dict[str, object]:
    """Return what the plain form sends for one card."""
    prefix = f"c{row.pk}"
    sent = {"version": row.version, "said": "", "problem": "", "outcome": "none"} | values
    return {"card": row.pk, **{f"{prefix}-{name}": value for name, value in sent.items()}}


def draft(client: Client, row: CheckIn, **values: object) -> tuple[int, dict[str, object]]:
    """Send a draft as the island does."""
    answer = client.post(
        reverse("dispatch:draft", args=[row.pk]),
        {"version": row.version, **values},
        headers={"Accept": "application/json"},
    )
    return answer.status_code, json.loads(answer.content)


def test_the_page_shows_what_is_owed_and_what_was_said(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, "housing_liaison", said="已提供房源数据")

    page = scene.world.client("liaison").get(MINE).content.decode()

    assert page.count('<article class="card checkin') == 2
    for text in ("建立惠企资金直达清单", "发布首批清单", "已提供房源数据", "不得上传涉密材料"):
        assert text in page
    # a number only where the kind counts, an outcome only where there is a goal
    assert page.count('data-field="progress"') == 1
    assert page.count('data-field="outcome"') == 3


def test_what_comes_next_has_its_own_field_and_stays_apart(scene: Scene) -> None:
    one = scene.open()
    row = scene.check_in(one, scene.task)
    client = scene.world.client("liaison")
    typed = {"said": "完成踏勘", "following": "月底前签约"}
    address = reverse("dispatch:save", args=[one.pk])
    assert client.post(address, fields(row, **typed) | {"act": "save"}).status_code == 302
    row.refresh_from_db()
    page = client.get(MINE).content.decode()
    client.post(address, fields(row, **typed) | {"act": "save"})
    version = row.version
    row.refresh_from_db()

    assert row.said == "完成踏勘\n下一步：月底前签约"
    assert re.search(rf'id="c{row.pk}-said"[^>]*>完成踏勘</textarea>', page)
    assert re.search(rf'id="c{row.pk}-following"[^>]*>月底前签约</textarea>', page)
    assert row.version == version  # nothing new was said


def test_what_comes_next_alone_is_kept_by_the_island_too(scene: Scene) -> None:
    one = scene.open()
    row = scene.check_in(one, scene.task)
    status, said = draft(scene.world.client("liaison"), row, said="", following="月底前签约")

    assert (status, said["stored"]["said"]) == (200, "下一步：月底前签约")  # type: ignore[index]


def test_with_nothing_asked_the_page_says_so(world: World) -> None:
    page = world.client("liaison").get(MINE)

    assert (page.status_code, 'class="empty"' in page.content.decode()) == (200, True)


def test_a_round_of_others_is_not_there(scene: Scene) -> None:
    one = scene.open()
    client = scene.world.client("stranger")

    assert client.get(MINE, {"round": one.slug}).status_code == 200  # it owes nothing at all
    assert scene.world.client("liaison").get(MINE, {"round": "x"}).status_code == 404
    assert client.post(reverse("dispatch:save", args=[one.pk]), {"act": "save"}).status_code == 404


def test_the_plain_form_saves_and_submits(scene: Scene) -> None:
    one = scene.open()
    client = scene.world.client("liaison")
    row = scene.check_in(one, scene.project)
    address = reverse("dispatch:save", args=[one.pk])

    saved = client.post(address, fields(row, said="封顶", progress="30.5") | {"act": "save"})
    assert saved.status_code == 302
    row.refresh_from_db()
    assert (row.said, row.progress, row.state) == ("封顶", 305, "draft")

    sent = client.post(address, fields(row, said="封顶", progress="30.5") | {"act": "submit"})
    row.refresh_from_db()
    assert row.state == "submitted"
    number = CheckInMove.objects.get().event_number
    assert sent["Location"] == reverse("dispatch:receipt", args=[number])
    receipt = client.get(sent["Location"]).content.decode()
    assert f"No. {number}" in receipt
    assert "按时" in receipt
    assert "还有1项" in receipt


def test_submitting_twice_with_one_key_submits_once(scene: Scene) -> None:
    one = scene.open()
    client = scene.world.client("liaison")
    row = scene.check_in(one, scene.project)
    sent = fields(row, said="封顶") | {"act": "submit", "idempotency_key": "k"}
    address = reverse("dispatch:save", args=[one.pk])

    first, second = client.post(address, sent), client.post(address, sent)

    assert first["Location"] == second["Location"]
    assert CheckInMove.objects.count() == 1


def test_the_plain_form_shows_both_sides_of_a_conflict(scene: Scene) -> None:
    one = scene.open()
    row = scene.check_in(one, scene.task)
    other = scene.check_in(one, scene.project)
    scene.write(row, said="另一处写的")
    sent = fields(row, said="这里写的") | {"act": "submit"}
    sent |= {
        "card": [row.pk, other.pk],
        **{k: v for k, v in fields(other, said="也写了").items() if k != "card"},
    }

    page = scene.world.client("liaison").post(reverse("dispatch:save", args=[one.pk]), sent)

    text = page.content.decode()
    assert page.status_code == 412
    assert ("另一处写的" in text, "这里写的" in text, "也写了" in text) == (True, True, True)
    assert f'name="c{row.pk}-version" value="2"' in text
    assert CheckIn.objects.get(pk=other.pk).said == ""  # nothing of the page was kept


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"progress": "120"}, "0到100"),
        ({"progress": "abc"}, "0到100"),
        ({"said": "长" * 501}, "500"),
    ],
)
def test_what_is_wrong_is_said_at_its_item(
    scene: Scene, wrong: dict[str, object], message: str
) -> None:
    one = scene.open()
    row = scene.check_in(one, scene.project)

    page = scene.world.client("liaison").post(
        reverse("dispatch:save", args=[one.pk]), fields(row, **wrong) | {"act": "save"}
    )

    assert page.status_code == 422
    assert message in page.content.decode()


def test_a_draft_saves_itself(scene: Scene) -> None:
    row = scene.check_in(scene.open(), scene.task)

    status, said = draft(scene.world.client("liaison"), row, said="进行中")

    assert (status, said["version"], said["saved_at"], said["is_ready"]) == (200, 2, "10:00", True)


def test_a_stale_draft_is_answered_with_what_stands(scene: Scene) -> None:
    row = scene.check_in(scene.open(), scene.task)
    client = scene.world.client("liaison")
    draft(client, row, said="先到")

    status, said = draft(client, row, said="后到")

    assert status == 412
    assert said["current"]["said"] == "先到"  # type: ignore[index]
    assert said["version"] == 2


def test_a_repeated_draft_is_written_once(scene: Scene) -> None:
    row = scene.check_in(scene.open(), scene.task)
    client = scene.world.client("liaison")
    key = uuid.uuid4().hex

    first = draft(client, row, said="进行中", idempotency_key=key)
    again = draft(client, row, said="进行中", idempotency_key=key)

    assert first == again
    assert CheckIn.objects.get(pk=row.pk).version == 2


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("housing_liaison", 403), ("approver", 403)]
)
def test_nobody_else_writes_the_draft(scene: Scene, who: str, status: int) -> None:
    row = scene.check_in(scene.open(), scene.task)

    assert draft(scene.world.client(who), row, said="x")[0] == status


def test_files_are_served_to_whoever_sees_the_entry(
    scene: Scene, settings: object, tmp_path: object
) -> None:
    settings.EVIDENCE_ROOT = tmp_path  # type: ignore[attr-defined]
    row = scene.check_in(scene.open(), scene.task)
    client = scene.world.client("liaison")
    kept = client.post(
        reverse("dispatch:attach", args=[row.pk]),
        {"file": SimpleUploadedFile("说明.txt", "完成情况说明".encode())},
        headers={"Accept": "application/json"},
    )
    address = json.loads(kept.content)["address"]

    for who in ("liaison", "approver"):
        seen = scene.world.client(who).get(address)
        assert b"".join(seen.streaming_content).decode() == "完成情况说明"  # type: ignore[arg-type]
    assert scene.world.client("stranger").get(address).status_code == 404
    other = scene.check_in(row.round, scene.project)
    assert client.get(address.replace(f"/{row.pk}/", f"/{other.pk}/")).status_code == 404
    gone = client.post(json.loads(kept.content)["detach"], headers={"Accept": "application/json"})
    assert gone.status_code == 200
    assert client.get(address).status_code == 404


def test_a_file_of_an_unsent_rework_is_for_its_unit_alone(
    scene: Scene, settings: object, tmp_path: object
) -> None:
    settings.EVIDENCE_ROOT = tmp_path  # type: ignore[attr-defined]
    row = scene.check_in(scene.open(), scene.task)
    liaison = scene.world.actor("liaison")
    sent = attach_evidence(liaison, row.pk, "已交".encode(), "已交.txt")
    row = scene.submit(row.round, scene.task)
    pick = Pick(id=row.pk, version=row.version)
    return_check_in(scene.world.actor("approver"), pick, "补充附件", MONDAY)
    unsent = attach_evidence(liaison, row.pk, "未交".encode(), "未交.txt")

    place = reverse("dispatch:file", args=[row.pk, unsent.pk])
    assert scene.world.client("leader").get(place).status_code == 404
    for who in ("liaison", "approver"):
        seen = scene.world.client(who).get(place)
        assert b"".join(seen.streaming_content).decode() == "未交"  # type: ignore[arg-type]
    seen = scene.world.client("leader").get(reverse("dispatch:file", args=[row.pk, sent.pk]))
    assert b"".join(seen.streaming_content).decode() == "已交"  # type: ignore[arg-type]


def test_a_file_of_a_wrong_kind_is_refused(scene: Scene) -> None:
    row = scene.check_in(scene.open(), scene.task)

    answer = scene.world.client("liaison").post(
        reverse("dispatch:attach", args=[row.pk]),
        {"file": SimpleUploadedFile("a.exe", b"MZ\x90\x00")},
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 422


def test_a_receipt_is_for_who_handed_in(scene: Scene) -> None:
    one = scene.open()
    row = scene.write(scene.check_in(one, scene.task), said="完成")
    number = submit_check_ins(scene.world.actor("liaison"), one).number

    assert row.pk
    address = reverse("dispatch:receipt", args=[number])
    assert scene.world.client("liaison").get(address).status_code == 200
    assert scene.world.client("housing_liaison").get(address).status_code == 404
    assert scene.world.client("approver").get(address).status_code == 403


def test_reviews_approve_many_and_return_one(scene: Scene) -> None:
    one = scene.open()
    task, project = scene.submit(one, scene.task), scene.submit(one, scene.project)
    client = scene.world.client("approver")
    page = client.get(reverse("dispatch:reviews")).content.decode()
    assert page.count('<article class="card review') == 2

    returned = client.post(
        reverse("dispatch:return", args=[project.pk]),
        {"version": project.version, "reason": "缺少形象进度"},
    )
    approved = client.post(reverse("dispatch:approve"), {"pick": f"{task.pk}:{task.version}"})

    assert (returned.status_code, approved.status_code) == (302, 302)
    states = dict(CheckIn.objects.values_list("entry__title", "state").filter(role="lead"))
    assert states == {"建立惠企资金直达清单": "unit_approved", "智慧停车一期": "returned"}
    mine = scene.world.client("liaison").get(MINE).content.decode()
    assert "缺少形象进度" in mine


@pytest.mark.parametrize("pick", ["", "x", "1:", ":1", "1:x", "²:1"])
def test_a_broken_choice_is_no_choice(scene: Scene, pick: str) -> None:
    scene.submit(scene.open(), scene.task)

    answer = scene.world.client("approver").post(reverse("dispatch:approve"), {"pick": pick})

    assert answer.status_code == 422


def test_a_stale_approval_is_refused(scene: Scene) -> None:
    row = scene.submit(scene.open(), scene.task)

    answer = scene.world.client("approver").post(
        reverse("dispatch:approve"), {"only": f"{row.pk}:{row.version - 1}"}
    )

    assert answer.status_code == 412


def test_the_office_opens_closes_and_freezes(scene: Scene, clock: Traveller) -> None:
    client = scene.world.client("office")
    assert "尚未开启" in client.get(reverse("dispatch:rounds")).content.decode()

    client.post(reverse("dispatch:open", args=[scene.campaign.slug]))
    one = Round.objects.get()
    client.post(reverse("dispatch:close", args=[one.pk]), {"version": one.version})
    one.refresh_from_db()
    assert one.state == "closed"
    early = client.post(reverse("dispatch:freeze", args=[one.pk]), {"version": one.version})
    assert "已告知各单位可填报至2026-06-19 24:00" in early.content.decode()
    assert Round.objects.get().state == "closed"
    clock.move_to(at(MONDAY + timedelta(days=5), 0))
    client = scene.world.client("office")  # the session of Monday is over
    client.post(reverse("dispatch:freeze", args=[one.pk]), {"version": one.version})
    one.refresh_from_db()
    assert one.state == "frozen"
    assert client.post(reverse("dispatch:close", args=[one.pk]), {}).status_code == 400
    relit = client.post(reverse("dispatch:relight", args=[scene.campaign.slug]))
    assert relit.status_code == 302
    assert client.post(reverse("dispatch:relight", args=["nothing"])).status_code == 404


def test_an_office_of_another_tree_sees_nothing_of_the_rounds(scene: Scene) -> None:
    one = scene.open()
    world = scene.world
    other = make_unit("临川区", kind="government")
    world.add("other_office", other, world.actor("office").grants[0].role)
    client: KeyedClient = world.client("other_office")

    assert client.post(reverse("dispatch:open", args=[scene.campaign.slug])).status_code == 404
    answer = client.post(reverse("dispatch:close", args=[one.pk]), {"version": one.version})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("who", "page", "status"),
    [
        ("approver", "mine", 403),
        ("liaison", "reviews", 403),
        ("liaison", "rounds", 403),
        ("leader", "rounds", 200),
        ("office", "reviews", 200),
        ("system", "rounds", 403),
    ],
)
def test_pages_are_for_their_posts(scene: Scene, who: str, page: str, status: int) -> None:
    assert scene.world.client(who).get(reverse(f"dispatch:{page}")).status_code == status


def grow(scene: Scene, count: int) -> None:
    """Add entries, have all of them reported for a round, approved by none."""
    finance = Assigned(unit_id=scene.world.finance.pk)
    housing = Assigned(unit_id=scene.world.housing.pk)
    insert_entries(
        scene.campaign,
        "task",
        [
            NewEntry(
                title=f"事项{n}",
                leads=(finance,),
                supports=(housing,),
                milestones=(NewMilestone(title="节点", due_on=MONDAY),),
            )
            for n in range(count)
        ],
    )
    scene.open()


def count_queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_liaisons_page_does_not_ask_more_for_more_items(scene: Scene) -> None:
    grow(scene, 3)
    client = scene.world.client("liaison")
    few = count_queries(client, MINE)
    grow(scene, 24)

    assert count_queries(client, MINE) == few


def test_the_queue_does_not_ask_more_for_more_items(scene: Scene) -> None:
    client = scene.world.client("approver")
    counts = []
    for size in (3, 30):
        grow(scene, size)
        one = Round.objects.get()
        CheckIn.objects.filter(unit=scene.world.finance, state="draft").update(said="完成")
        submit_check_ins(scene.world.actor("liaison"), one)
        counts.append(count_queries(client, reverse("dispatch:reviews")))

    assert counts[0] == counts[1]


def test_the_rounds_page_does_not_ask_more_for_more_rounds(scene: Scene) -> None:
    client = scene.world.client("office")
    for week in range(3):
        scene.open(MONDAY - timedelta(days=7 * (40 - week)))
    few = count_queries(client, reverse("dispatch:rounds"))
    for week in range(3, 33):
        scene.open(MONDAY - timedelta(days=7 * (40 - week)))

    assert count_queries(client, reverse("dispatch:rounds")) == few


def test_a_long_list_has_pages_and_is_submitted_at_once(scene: Scene) -> None:
    grow(scene, 40)
    client = scene.world.client("liaison")

    assert client.get(MINE).content.decode().count('<article class="card checkin') == 30
    assert client.get(MINE, {"page": "2"}).content.decode().count("<article") == 12
    CheckIn.objects.filter(unit=scene.world.finance).update(is_unchanged=True)
    one = Round.objects.get()
    client.post(reverse("dispatch:save", args=[one.pk]), {"act": "submit"})

    mine = CheckIn.objects.filter(unit=scene.world.finance)
    assert set(mine.values_list("state", flat=True)) == {"submitted"}
    picks = [Pick(id=row.pk, version=row.version) for row in mine]
    assert approve_check_ins(scene.world.actor("approver"), picks, MONDAY) == 42


def test_a_round_names_the_units_that_have_not_reported(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, "housing_liaison")
    address = reverse("dispatch:round", args=[one.pk])

    page = scene.world.client("office").get(address).content.decode()

    assert "1. 区财政局" in page
    assert "2. " not in page.partition("1. 区财政局")[2].partition("</textarea>")[0]
    assert scene.world.client("leader").get(address).status_code == 200
    assert scene.world.client("liaison").get(address).status_code == 403


def test_the_round_page_does_not_ask_more_for_more_units(scene: Scene) -> None:
    client = scene.world.client("office")
    address = reverse("dispatch:round", args=[scene.open().pk])
    few = count_queries(client, address)
    units = [make_unit(f"第{n}社区", parent=scene.world.town) for n in range(30)]
    leads = [NewEntry(title=unit.name, leads=(Assigned(unit_id=unit.pk),)) for unit in units]
    insert_entries(scene.campaign, "task", leads)
    scene.open()

    assert count_queries(client, address) == few


def test_the_liaison_meets_first_what_the_chosen_campaign_asks(scene: Scene) -> None:
    world = scene.world
    scene.open()
    other = make_campaign(world.district, slug="other")
    insert_entries(
        other, "task", [NewEntry(title="别的事项", leads=(Assigned(unit_id=world.finance.pk),))]
    )
    newer = open_round(SYSTEM, ensure_cadence(SYSTEM, other), MONDAY + timedelta(days=7))
    client = world.client("liaison")
    assert "别的事项" in client.get(MINE).content.decode()  # the newest, as long as none is chosen

    client.get(reverse("ledgers:sheet", args=[scene.campaign.slug, "all"]))

    assert "别的事项" not in client.get(MINE).content.decode()
    assert "别的事项" in client.get(MINE, {"round": newer.slug}).content.decode()


def test_numbers_that_no_row_has_are_no_picks(scene: Scene) -> None:
    scene.submit(scene.open(), scene.task)

    for written in ("9" * 23 + ":1", "1:" + "9" * 5000, "٣:1", ":", "1:-1"):
        answer = scene.world.client("approver").post(reverse("dispatch:approve"), {"pick": written})
        assert answer.status_code == 422, written  # nothing is chosen


def test_a_card_with_a_number_that_no_row_has_is_passed_over(scene: Scene) -> None:
    one = scene.open()
    sent = {"card": ["9" * 23, "9" * 5000], "page": "9" * 5000}

    answer = scene.world.client("liaison").post(reverse("dispatch:save", args=[one.pk]), sent)

    assert answer.status_code == 302


def test_a_file_that_is_too_large_is_refused(scene: Scene, settings: object) -> None:
    settings.EVIDENCE_MAX_BYTES = 10  # type: ignore[attr-defined]
    row = scene.check_in(scene.open(), scene.task)

    answer = scene.world.client("liaison").post(
        reverse("dispatch:attach", args=[row.pk]),
        {"file": SimpleUploadedFile("a.txt", b"12345678901")},
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 422
    assert not row.evidence.exists()
