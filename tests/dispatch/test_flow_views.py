"""Pages of the chain: the register, approval on paper, a round that froze meanwhile, ways back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from scenes import MONDAY, Scene
from worlds import make_campaign, make_unit

from guatu.accounts.models import Appointment
from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import Paper, Pick, approve_on_paper, ensure_cadence, open_round
from guatu.dispatch.models import CheckIn, CheckInMove, Round
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.models import Duty
from guatu.shell.errors import InvalidState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MINE = reverse("dispatch:mine")
REGISTER = reverse("dispatch:register")
PAPERS = reverse("dispatch:papers")
SHEET = reverse("dispatch:paper-sheet")


def card(row: CheckIn, **values: str) -> dict[str, str]:
    prefix = f"c{row.pk}"
    typed = {"version": str(row.version), "outcome": "none", **values}
    return {"card": str(row.pk)} | {f"{prefix}-{name}": text for name, text in typed.items()}


@pytest.fixture
def village(scene: Scene) -> CheckIn:
    hamlet = make_unit("柳河镇上湾村", kind="village", parent=scene.world.town)
    Duty.objects.create(entry=scene.task, unit=hamlet, role=Duty.Role.SUPPORT, ordinal=9)
    return CheckIn.objects.get(round=scene.open(), unit=hamlet)


def test_the_register_shows_villages_and_hands_in_for_them(scene: Scene, village: CheckIn) -> None:
    town = scene.world.client("stranger")

    assert "柳河镇上湾村" in town.get(REGISTER).content.decode()
    assert "代填" in town.get(MINE).content.decode()

    sent = town.post(
        reverse("dispatch:save", args=[village.round_id]),
        card(village, said="清理沟渠2公里") | {"act": "submit", "part": "register"},
    )

    village.refresh_from_db()
    assert sent.status_code == 302
    assert (village.state, village.filled_by_unit) == ("submitted", scene.world.town)
    assert "由柳河镇代填" in town.get(REGISTER).content.decode()


def test_the_register_gives_back_what_was_typed_too_late(scene: Scene, village: CheckIn) -> None:
    stale = card(village, said="村里的新话", problem="请派车")
    scene.write(village, "stranger", said="同事改过")
    address = reverse("dispatch:save", args=[village.round_id])
    town = scene.world.client("stranger")

    conflict = town.post(address, stale | {"part": "register", "act": "save"})

    assert conflict.status_code == 412
    for text in ("同事改过", "村里的新话", "请派车"):
        assert text in conflict.content.decode()


def test_handing_in_ones_own_page_leaves_the_register_alone(scene: Scene, village: CheckIn) -> None:
    Duty.objects.create(entry=scene.task, unit=scene.world.town, role=Duty.Role.SUPPORT, ordinal=8)
    scene.open()
    own = CheckIn.objects.get(unit=scene.world.town)
    scene.write(village, "stranger", said="村里写了一半")
    town = scene.world.client("stranger")

    town.post(
        reverse("dispatch:save", args=[own.round_id]),
        card(own, said="镇里完成部署") | {"act": "submit", "part": "mine"},
    )

    own.refresh_from_db()
    village.refresh_from_db()
    assert (own.state, village.state) == ("submitted", "draft")


def test_a_unit_with_an_account_is_in_nobody_elses_register(scene: Scene) -> None:
    scene.open()
    page = scene.world.client("liaison").get(REGISTER).content.decode()

    assert "没有需要代填的村" in page


def test_what_was_typed_into_a_frozen_round_comes_back(scene: Scene) -> None:
    one = scene.open()
    row = scene.check_in(one, scene.task)
    Round.objects.filter(pk=one.pk).update(state=Round.State.FROZEN)

    page = scene.world.client("liaison").post(
        reverse("dispatch:save", args=[one.pk]), card(row, said="写了很久的话") | {"act": "submit"}
    )

    row.refresh_from_db()
    assert page.status_code == 409
    assert "写了很久的话" in page.content.decode()
    assert (row.said, row.state) == ("", "draft")


def test_a_stranger_learns_nothing_of_a_frozen_round(scene: Scene) -> None:
    one = scene.open()
    row = scene.check_in(one, scene.task)
    Round.objects.filter(pk=one.pk).update(state=Round.State.FROZEN)

    page = scene.world.client("stranger").post(
        reverse("dispatch:save", args=[one.pk]), card(row, said="写") | {"act": "submit"}
    )

    assert page.status_code == 404


def test_a_colleague_handed_it_in_meanwhile_and_the_text_can_be_copied(scene: Scene) -> None:
    one = scene.open()
    row = scene.check_in(one, scene.task)
    stale = card(row, said="我写的另一段")
    scene.submit(one, scene.task, said="同事先交的")

    page = scene.world.client("liaison").post(
        reverse("dispatch:save", args=[one.pk]), stale | {"act": "save"}
    )

    assert page.status_code == 422
    assert "我写的另一段</textarea>" in page.content.decode()


def test_an_offered_summary_counts_only_once_it_is_taken(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, "housing_liaison", said="完成入户320户")
    lead = scene.check_in(one, scene.task)
    client = scene.world.client("liaison")
    page = client.get(MINE).content.decode()
    offered = "区住建局：完成入户320户"
    address = reverse("dispatch:save", args=[one.pk])
    typed = card(lead, said=offered, offered=offered)

    assert page.count(offered) >= 2  # in the field, and what it was offered as

    client.post(address, typed | {"act": "save"})
    lead.refresh_from_db()
    assert lead.said == ""

    client.post(address, typed | {f"c{lead.pk}-take": "on", "act": "save"})
    lead.refresh_from_db()
    assert lead.said == offered


@pytest.fixture
def submitted(scene: Scene) -> CheckIn:
    return scene.submit(scene.open(), scene.task, said="首批已发布")


def pick(row: CheckIn) -> str:
    return f"{row.pk}:{row.version}"


def test_a_sheet_is_printed_signed_and_recorded(scene: Scene, submitted: CheckIn) -> None:
    client = scene.world.client("liaison")
    assert pick(submitted) in client.get(PAPERS).content.decode()

    sheet = client.get(SHEET, {"pick": pick(submitted)}).content.decode()
    assert "首批已发布" in sheet
    assert "审签单" in sheet

    signer = Appointment.objects.get(person=scene.world.accounts["approver"].person)
    sent = client.post(
        reverse("dispatch:record-paper"),
        {
            "pick": pick(submitted),
            "appointment": signer.pk,
            "signed_on": "2026-06-15",
            "scan": SimpleUploadedFile("sheet.pdf", b"%PDF-1.4\n%%EOF\n"),
        },
    )

    submitted.refresh_from_db()
    move = CheckInMove.objects.get(check_in=submitted, to_state="unit_approved")
    assert (sent.status_code, submitted.state) == (302, "unit_approved")
    scan = client.get(reverse("dispatch:paper", args=[submitted.pk, move.evidence_id]))
    assert b"".join(scan.streaming_content) == b"%PDF-1.4\n%%EOF\n"
    stream = client.get(reverse("dispatch:entry-stream", args=[scene.task.pk])).content.decode()
    assert "线下审签" in stream


def test_a_sheet_holds_the_lines_of_one_campaign(scene: Scene, submitted: CheckIn) -> None:
    other = make_campaign(scene.world.district, slug="second", title="另一行动")
    lead = Assigned(unit_id=scene.world.finance.pk)
    (line,) = insert_entries(other, "task", [NewEntry(title="另一行动的事", leads=(lead,))])
    cadence = ensure_cadence(SYSTEM, other)
    second = scene.submit(open_round(SYSTEM, cadence, MONDAY), line, said="也办好了")
    client = scene.world.client("liaison")

    page = client.get(PAPERS).content.decode()
    mixed = client.get(SHEET, {"pick": [pick(submitted), pick(second)]}, follow=True)

    assert page.count('class="card papers"') == 2
    assert "同一行动" in mixed.content.decode()
    with pytest.raises(InvalidState, match="同一行动"):
        approve_on_paper(
            scene.world.actor("liaison"),
            [Pick(id=row.pk, version=row.version) for row in (submitted, second)],
            Paper(appointment_id=1, signed_on=MONDAY, payload=b"%PDF-1.4", file_name="a.pdf"),
            MONDAY,
        )


def test_a_sheet_without_its_scan_says_so(scene: Scene, submitted: CheckIn) -> None:
    page = scene.world.client("liaison").post(
        reverse("dispatch:record-paper"), {"pick": pick(submitted), "signed_on": "2026-06-15"}
    )

    submitted.refresh_from_db()
    assert (page.status_code, submitted.state) == (422, "submitted")


@pytest.mark.parametrize("picks", ["", "1:999", "x"])
def test_a_sheet_of_nothing_or_of_changed_lines_leads_back_to_the_list(
    scene: Scene, picks: str
) -> None:
    scene.submit(scene.open(), scene.task, said="首批已发布")

    page = scene.world.client("liaison").get(SHEET, {"pick": picks})

    assert (page.status_code, page["Location"]) == (302, PAPERS)


def test_the_office_sends_a_summary_back_one_step_from_the_page(
    scene: Scene, submitted: CheckIn
) -> None:
    approver, office = scene.world.client("approver"), scene.world.client("office")
    approver.post(reverse("dispatch:approve"), {"pick": pick(submitted)})
    submitted.refresh_from_db()

    office.post(
        reverse("dispatch:return", args=[submitted.pk]),
        {"version": submitted.version, "reason": "数据未核", "to": "submitted"},
    )

    submitted.refresh_from_db()
    assert submitted.state == "submitted"
    assert "数据未核" in approver.get(reverse("dispatch:reviews")).content.decode()


def test_the_way_of_verifying_is_one_of_three(scene: Scene, submitted: CheckIn) -> None:
    page = scene.world.client("approver").post(
        reverse("dispatch:approve"), {"pick": pick(submitted), "method": "by_hearsay"}
    )

    submitted.refresh_from_db()
    assert (page.status_code, submitted.state) == (422, "submitted")
