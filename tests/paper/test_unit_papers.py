"""我的材料: from what the unit handed in, corrections put in, drafts left out; as a Word file."""

from __future__ import annotations

import re
from io import BytesIO

import docx
import pytest
from django.utils import timezone
from scenes import Scene

from guatu.core.actors import SYSTEM
from guatu.core.materials import Sort, written
from guatu.core.pace import Standing
from guatu.dispatch.actions import close_round
from guatu.dispatch.models import Correction
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.paper.queries.bulletinfacts import figure_text
from guatu.paper.queries.materials import material
from guatu.paper.stretches import stretch_of

pytestmark = pytest.mark.django_db


def text_for(scene: Scene, sort: Sort, key: str, who: str = "liaison") -> str:
    today = timezone.localdate()
    stretch = stretch_of(scene.campaign, sort, key, today)
    finance = scene.world.finance
    return written(material(scene.world.actor(who), scene.campaign, finance, stretch, today=today))


def test_a_weekly_report_says_what_was_handed_in_and_no_draft(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, said="完成第一批兑付", problem="缺少企业名录")
    scene.write(scene.check_in(one, scene.project), said="草稿里的话")

    text = text_for(scene, Sort.WEEK, str(one.pk))

    assert "应填报2项，已填报1项" in text
    assert "1.建立惠企资金直达清单。完成第一批兑付。" in text
    assert "（一）建立惠企资金直达清单。缺少企业名录。" in text
    assert "草稿里的话" not in text


def test_what_comes_next_is_told_under_its_own_heading(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, said="完成第一批\n下一步：月底前发完第二批")
    text = text_for(scene, Sort.WEEK, str(one.pk))
    before, _mark, after = text.partition("下一步工作")

    assert "完成第一批。" in before
    assert "第二批" not in before
    assert "月底前发完第二批。" in after


def test_a_past_time_counts_the_items_that_it_had(scene: Scene) -> None:
    one = scene.open()
    close_round(SYSTEM, one.pk, one.version, today=timezone.localdate())
    lead = Assigned(unit_id=scene.world.finance.pk)
    insert_entries(scene.campaign, "task", [NewEntry(title="新来的事项", leads=(lead,))])
    text = text_for(scene, Sort.WEEK, str(one.pk))
    counted = sum(
        map(int, re.findall(r"[^\d]{2,4}(\d+)项", text.split("牵头事项中，")[1].split("。")[0]))
    )

    assert f"牵头事项{counted}项" in text


def test_an_approved_correction_stands_in_the_text(scene: Scene) -> None:
    one = scene.open()
    row = scene.submit(one, scene.task, said="完成八十户")
    Correction.objects.create(
        check_in=row, state=Correction.State.APPROVED, said="完成八户", reason="笔误",
        asked_for=scene.world.finance, asked_at=timezone.now(), decided_at=timezone.now(),
        asked_by=1, decided_by=2,
    )  # fmt: skip

    text = text_for(scene, Sort.WEEK, str(one.pk))

    assert "完成八户" in text
    assert "完成八十户" not in text


@pytest.mark.parametrize(("sort", "key"), [(Sort.HALF, "2026-01-01"), (Sort.YEAR, "2026-01-01")])
def test_a_time_without_rounds_says_so(scene: Scene, sort: Sort, key: str) -> None:
    assert "没有填报进展" in text_for(scene, sort, key)


def test_the_word_file_names_the_official_fonts_and_has_no_red_head(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, said="完成第一批兑付")
    base = f"/paper/materials/{scene.campaign.slug}/{scene.world.finance.pk}/week/{one.pk}"
    client = scene.world.client("liaison")

    page = client.get(f"{base}/")
    payload = client.get(f"{base}.docx").content

    document = docx.Document(BytesIO(payload))
    lines = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert "工作周报" in "".join(lines[:3])
    assert any("完成第一批兑付" in line for line in lines)
    shown = page.content.decode()
    assert "完成第一批兑付" in shown
    assert re.search(r"[1-9]\d* 字，上限 5000 字", shown)
    assert 'href="/paper/layout/"' in shown
    body = document.element.xml
    assert "仿宋_GB2312" in body
    assert "FF0000" not in body


def test_a_unit_drafts_its_own_alone(scene: Scene) -> None:
    one = scene.open()
    base = f"/paper/materials/{scene.campaign.slug}/{scene.world.finance.pk}/week/{one.pk}/"

    assert scene.world.client("liaison").get(base).status_code == 200
    assert scene.world.client("housing_liaison").get(base).status_code == 404
    assert scene.world.client("stranger").get(base).status_code == 404


@pytest.mark.parametrize("key", ["x", "2026-13-40", "999999", "0"])
@pytest.mark.parametrize("sort", ["week", "half", "year", "nothing"])
def test_a_time_that_there_is_not_is_not_found(scene: Scene, sort: str, key: str) -> None:
    path = f"/paper/materials/{scene.campaign.slug}/{scene.world.finance.pk}/{sort}/{key}/"

    assert scene.world.client("liaison").get(path).status_code == 404


def test_figures_bear_no_commas_and_a_rank_its_word() -> None:
    assert figure_text("185070", "平方米", Standing.ON_PACE, shape="cumulative") == "185070平方米"
    assert figure_text("6", "", Standing.BEHIND, shape="rank") == "第6位"
    assert figure_text(None, "", Standing.PENDING, shape="rank") == "待发布"
