"""What is printed for people, as reviewed: the words of each sheet, numbers and days left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from django.utils import timezone
from gatherings import light
from scenes import Scene

from guatu.core.lamps import Lamp
from guatu.interchange.workbooks import read_workbook
from guatu.ledgers.models import PostDuty

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "printed"
HASH = re.compile(r"[0-9a-f]{16,64}")
NUMBER = re.compile(r"\d+(?:[.:-]\d+)*")
DAY = re.compile(r"(?:#年)?#月#日")
LEFT = re.compile(r"(?:还有|超期|已超期)#天|今日到期")


def normalised(text: str) -> str:
    """Return words without what another day changes: numbers, days, and where lines end for them."""
    plain = NUMBER.sub("#", HASH.sub("(hash)", "".join(text.split())))
    return LEFT.sub("(days)", DAY.sub("(day)", plain)).replace("。", "。\n") + "\n"


def of_pdf(payload: bytes) -> str:
    return "\n".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(payload)
    )


def of_docx(payload: bytes) -> str:
    document = docx.Document(BytesIO(payload))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *tables])


def of_xlsx(payload: bytes) -> str:
    sheets = read_workbook(payload, name="x.xlsx")
    return "\n".join(" | ".join(map(str, row)) for sheet in sheets for row in sheet.rows)


@pytest.fixture
def filled(scene: Scene) -> Scene:
    """Give a round with a report and a problem, an overdue entry under the leader."""
    one = scene.open()
    scene.submit(one, scene.task, said="完成第一批兑付", problem="缺少企业名录")
    light(scene.task, Lamp.OVERDUE, due_on="2026-06-30")
    light(scene.project, Lamp.ON_PACE, "on_pace")
    leader = scene.world.posts["leader"]
    PostDuty.objects.create(entry=scene.task, post=leader, level=PostDuty.Level.LEADER)
    return scene


def paths(scene: Scene) -> dict[str, tuple[str, Callable[[bytes], str]]]:
    slug, finance = scene.campaign.slug, scene.world.finance.pk
    one = scene.cadence.rounds.get().pk
    return {
        "leader": (f"/paper/leaders/{scene.world.posts['leader'].pk}/{slug}.pdf", of_pdf),
        "unit-sheet": (f"/paper/units/{slug}/{finance}.pdf", of_pdf),
        "unit-book": (f"/paper/units/{slug}/{finance}.xlsx", of_xlsx),
        "weekly": (f"/paper/materials/{slug}/{finance}/week/{one}.docx", of_docx),
    }


@pytest.mark.parametrize("name", ["leader", "unit-sheet", "unit-book", "weekly"])
def test_it_says_what_was_reviewed(filled: Scene, name: str, *, update_golden: bool) -> None:
    path, read = paths(filled)[name]
    found = normalised(read(filled.world.client("office").get(path).content))
    golden = GOLDEN / f"{name}.txt"
    if update_golden:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found, encoding="utf-8")

    assert golden.read_text(encoding="utf-8") == found
    assert timezone.localdate().isoformat() not in found
