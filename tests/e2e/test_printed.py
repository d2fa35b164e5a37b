"""Papers for people in the browser: read at a desk and on a phone, taken along as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from browser import SignIn
from django.utils import timezone
from gatherings import light
from grave import both_ways
from playwright.sync_api import Page
from printed import make_volume
from scenes import Scene, make_scene
from worlds import World

from guatu.audit.actions import store_evidence
from guatu.core.lamps import Lamp
from guatu.ledgers.models import PostDuty


@pytest.fixture
def scene(world: World) -> Scene:
    scene = make_scene(world)
    one = scene.open(timezone.localdate())
    scene.submit(one, scene.task, said="完成第一批兑付", problem="缺少企业名录")
    light(scene.task, Lamp.OVERDUE, due_on="2026-06-30")
    leader = world.posts["leader"]
    PostDuty.objects.create(entry=scene.task, post=leader, level=PostDuty.Level.LEADER)
    make_volume(scene, store_evidence(world.actor("liaison"), b"%PDF-1.4\n%%EOF\n", "凭证.pdf"))
    return scene


def pages_of(scene: Scene) -> list[str]:
    slug, finance = scene.campaign.slug, scene.world.finance.pk
    one = scene.cadence.rounds.get().pk
    return [
        "/paper/leaders/",
        f"/paper/leaders/{scene.world.posts['leader'].pk}/{slug}/",
        "/paper/units/",
        "/paper/materials/",
        f"/paper/materials/{slug}/{finance}/week/{one}/",
        "/paper/volumes/",
        f"/paper/volumes/{scene.campaign.volumes.get().pk}/",
        "/paper/check/1/0000000000000000/?to=/paper/leaders/",
    ]


def test_nothing_on_these_pages_is_grave(
    page: Page, scene: Scene, sign_in: SignIn, axe: str
) -> None:
    sign_in(page, scene.world, "office")
    found: list[str] = []
    for path in pages_of(scene):
        page.goto(path)
        found += both_ways(page, axe)

    assert found == []


def test_a_liaison_takes_the_units_own_report_along(
    page: Page, scene: Scene, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in(page, scene.world, "liaison")
    page.goto("/paper/materials/")
    page.get_by_role("button", name="起草").press("Enter")
    page.get_by_role("heading", name="工作周报").wait_for()

    with page.expect_download() as waited:
        page.get_by_role("link", name="导出 Word").press("Enter")

    download: Any = waited.value
    download.save_as(tmp_path / "周报.docx")
    assert download.suggested_filename.endswith("工作周报.docx")
    assert (tmp_path / "周报.docx").stat().st_size > 10_000


def test_the_office_prints_a_leaders_page_and_asks_for_a_volume(
    page: Page, scene: Scene, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in(page, scene.world, "office")
    page.goto(f"/paper/leaders/{scene.world.posts['leader'].pk}/{scene.campaign.slug}/")
    with page.expect_download() as waited:
        page.get_by_role("button", name="打印一页 A4").click()
    waited.value.save_as(tmp_path / "page.pdf")
    assert len(pdfium.PdfDocument(tmp_path / "page.pdf")) == 1

    page.goto(f"/ledgers/entries/{scene.task.pk}/")
    page.get_by_role("heading", name="佐证成卷").wait_for()
    assert page.get_by_text("区财政局 第1卷（总第1卷）").is_visible()
