"""The door for all files: told by their bytes, read by the right reader, or refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from badfiles import BAD_FILES, BadFile, gbk_zip
from words import p, word, zipped
from workbooks import ods, ods_cell

from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.core.planreading import read_plan
from guatu.interchange import archives
from guatu.interchange.documents import open_file, read_document
from guatu.interchange.formats import Container, container_of

PLAN = "青溪区2026年行动方案\n一、总体要求\n　　新增规上企业12家，力争增长8%。\n"


@pytest.mark.parametrize("bad", BAD_FILES, ids=[str(at) for at in range(len(BAD_FILES))])
def test_what_is_no_plan_is_refused_in_one_sentence(bad: BadFile) -> None:
    payload = bad.make()

    with pytest.raises(UnreadableFile) as caught:
        read_document(payload, name=bad.name)

    message = str(caught.value)
    assert (caught.value.reason, bad.english in message) == (bad.why, True), message
    assert message.startswith(f"{bad.name} ")
    assert message.endswith(".")
    assert message.count(". ") == 0


@pytest.mark.parametrize(
    ("payload", "container"),
    [
        (PLAN.encode(), Container.TEXT),
        (PLAN.encode("gb18030"), Container.TEXT),
        (b"BM is how this text begins", Container.TEXT),
        (word(p("甲")), Container.ZIP),
        (b"%PDF-1.7\n", Container.PDF),
        (b"\x00\x00%PDF-1.4\n", Container.PDF),
        (b"<!DOCTYPE html><html><body>", Container.HTML),
        (b"\xef\xbb\xbf  <HTML><head>", Container.HTML),
        ("\n<div class=x><p>甲</p></div>".encode(), Container.HTML),
        ("甲<p>乙".encode(), Container.TEXT),
        (b'\r\n<meta charset="gb2312"><p>', Container.HTML),
        (b"\xff\xfe" + "<html><body>".encode("utf-16-le"), Container.HTML),
        (b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", Container.HTML),
    ],
    ids=["utf-8", "gb18030", "text", "zip", "pdf", "pdf-late", "html", "bom", "fragment", "sign",
         "meta", "utf-16", "mhtml"],
)  # fmt: skip
def test_what_a_file_is_is_told_by_its_bytes(payload: bytes, container: Container) -> None:
    assert container_of(payload, name="anything.jpg") is container


def test_a_plain_text_is_read_without_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "guatu.interchange.documents.read_in_child", lambda *_, **__: pytest.fail("a child")
    )

    assert read_document(PLAN.encode("gb18030"), name="plan.docx").text == PLAN


@pytest.mark.parametrize("ending", ["docx", "doc", "pdf", "txt", "jpg"])
def test_the_ending_of_the_name_decides_nothing(ending: str) -> None:
    assert read_document(word(p("甲")), name=f"plan.{ending}").text == "甲\n"


def test_a_document_alone_in_an_archive_is_read_whatever_its_name_is_written_in() -> None:
    clutter = {"__MACOSX/._方案.docx": b"\x00\x05", "方案/说明.png": b"\x89PNG\r\n\x1a\n"}
    payload = gbk_zip({"方案/行动方案.docx": word(p("新增12家。")), **clutter})

    assert read_document(payload, name="方案.zip").text == "新增12家。\n"


def test_names_of_an_archive_are_told_in_gbk() -> None:
    payload = gbk_zip({"青溪区行动方案.txt": b"a", "附件一.txt": b"b"})

    assert archives.Archive(payload, name="x").names == ["青溪区行动方案.txt", "附件一.txt"]


def test_a_plain_text_in_an_archive_is_read() -> None:
    assert read_document(zipped({"plan.txt": PLAN.encode("gbk")}), name="a.zip").text == PLAN


def test_an_archive_may_hold_a_sheet_of_open_document() -> None:
    inner = ods(f"<table:table-row>{ods_cell('任务')}{ods_cell('单位')}</table:table-row>")

    assert read_document(zipped({"任务.ods": inner}), name="任务.zip").text == "任务\t单位\n"


def test_an_archive_in_an_archive_is_not_opened() -> None:
    inner = zipped({"mimetype.txt": b"a", "b.txt": b"b"})

    with pytest.raises(UnreadableFile, match="no document") as refused:
        read_document(zipped({"内.zip": inner}), name="外.zip")
    assert refused.value.reason is UnreadableReason.ARCHIVE


def test_what_is_unpacked_is_counted_over_all_parts() -> None:
    archive = archives.Archive(zipped({"a": b"0" * 600, "b": b"1" * 600}), name="plan.docx")
    archive._left = 1000
    archive.read("a")

    with pytest.raises(UnreadableFile) as caught:
        archive.read("b")

    assert caught.value.reason is UnreadableReason.UNPACKS_TOO_LARGE


def test_a_damaged_part_is_told_by_its_checksum() -> None:
    payload = bytearray(zipped({"a": bytes(range(256)) * 20}))
    payload[60] ^= 0xFF

    with pytest.raises(UnreadableFile) as caught:
        archives.Archive(bytes(payload), name="plan.docx").read("a")

    assert caught.value.reason is UnreadableReason.BROKEN


def test_a_large_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.docx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))

    with pytest.raises(UnreadableFile, match=r"huge\.docx is 200 MB") as caught:
        open_file(path)

    assert caught.value.reason is UnreadableReason.TOO_LARGE


@pytest.mark.parametrize("name", ["missing.docx", "."])
def test_what_is_no_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFile, match="cannot be opened") as caught:
        open_file(tmp_path / name)

    assert caught.value.reason is UnreadableReason.MISSING


def test_a_file_on_disk_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(PLAN.encode("gb18030"))

    assert open_file(path).text == PLAN


@pytest.mark.parametrize(
    "text",
    [
        "This is the action plan of the district for 2026. " * 40,
        "雨下了一整夜，他坐在窗前，想起很多年以前的那个下午。\n" * 3000,
    ],
    ids=["english", "novel"],
)
def test_a_text_without_a_plan_is_read_and_found_empty(text: str) -> None:
    read = read_plan(read_document(word(*map(p, text.split("\n"))), name="book.docx").text)

    assert (len(read.tasks), len(read.targets), len(read.projects)) == (0, 0, 0)
    assert read.issues
