"""Files at the upload page: read into a draft, or refused with one sentence and nothing kept."""

from __future__ import annotations

import pytest
from badfiles import BAD_FILES, BadFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils.translation import override
from words import level, lists, p, word
from worlds import World

from guatu.audit.models import AuditEvent, Evidence
from guatu.campaigns.models import Clause, Plan
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange import limits
from guatu.planning.models import Draft, DraftItem, DraftUnit
from guatu.planning.refusals import refusal_of

pytestmark = pytest.mark.django_db
NUMBERING = lists(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2."))
BODY = (
    p("青溪区2026年“强基提质”行动方案"),
    p("重点任务", num=(1, 0)),
    p("实施技改攻坚行动。新增规上工业企业12家。（牵头单位：区工信局）", num=(1, 1)),
    p("实施交通畅通行动。（牵头单位：区交通局；责任单位：区财政局）", num=(1, 1)),
)
PLAN = word(*BODY, parts={"numbering": NUMBERING})


def send(world: World, name: str, payload: bytes, text: str = "") -> HttpResponse:
    data = {
        "unit": world.district.pk,
        "text": text,
        "file": SimpleUploadedFile(name, payload),
    }
    response: HttpResponse = world.client("office").post("/planning/upload/", data)
    return response


def kept() -> list[int]:
    return [m.objects.count() for m in (Plan, Draft, DraftItem, DraftUnit, Clause, Evidence)]


def test_a_word_file_becomes_a_draft(world: World) -> None:
    response = send(world, "方案.docx", PLAN)

    plan = Plan.objects.get()
    assert response.status_code == 302
    assert (plan.format, plan.text.splitlines()[1]) == ("docx", "一、重点任务")
    assert [note["code"] for note in plan.notes] == ["numbering-rebuilt"]
    assert DraftItem.objects.filter(kind="task").count() == 2
    assert plan.layout["blocks"]
    assert plan.file is not None
    assert plan.file.size == len(PLAN)


@pytest.mark.sqlite_only  # refused before anything is written
@pytest.mark.parametrize("bad", BAD_FILES, ids=[str(at) for at in range(len(BAD_FILES))])
def test_a_bad_file_is_refused_and_nothing_is_kept(world: World, bad: BadFile) -> None:
    acts = AuditEvent.objects.count()

    response = send(world, bad.name, bad.make())

    page = response.content.decode()
    assert response.status_code == 422
    assert bad.chinese in page
    assert bad.name in page
    assert page.count('role="alert"') == 1
    assert kept() == [0] * 6
    assert AuditEvent.objects.count() == acts


def test_a_large_file_is_refused_by_its_size(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guatu.interchange.documents.MAX_FILE_BYTES", 1000)
    monkeypatch.setattr(
        "guatu.planning.reading.read_document", lambda *_, **__: pytest.fail("it was read")
    )

    response = send(world, "方案.docx", b"a" * 1001)

    assert response.status_code == 422
    assert f"不超过 {limits.MAX_FILE_BYTES // limits.MEGABYTE} MB" in response.content.decode()
    assert kept() == [0] * 6


def test_a_file_and_a_text_are_two_plans(world: World) -> None:
    response = send(world, "方案.docx", PLAN, text="另一份方案")

    assert response.status_code == 422
    assert "只能载入一种" in response.content.decode()
    assert kept() == [0] * 6


@pytest.mark.parametrize("reason", UnreadableReason)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_reason_has_a_sentence_in_each_language(
    reason: UnreadableReason, language: str
) -> None:
    error = UnreadableFile("", reason=reason, name="方案.docx", detail="甲.txt")

    with override(language):
        sentence = refusal_of(error, "方案.docx")

    assert "方案.docx" in sentence
    assert "%(" not in sentence
    assert sentence.endswith("。" if language == "zh-hans" else ".")


def test_the_page_takes_what_the_readers_read(world: World) -> None:
    page = world.client("office").get("/planning/upload/").content.decode()

    for ending in (".docx", ".doc", ".wps", ".pdf", ".xlsx", ".et", ".html", ".txt"):
        assert f"{ending}," in page or f'{ending}"' in page
    assert "不得上传涉密" in page
