"""`guatu bulletin`: a file checked as a document of its schema, and the draft of a round as a file."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from scenes import MONDAY, make_scene
from worlds import World

from guatu.cli import main
from guatu.core.official.paper import OfficialPaper
from guatu.core.official.text import read_text
from guatu.interchange.official.writing import write_official
from guatu.paper.models import Bulletin

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "reference" / "schemas" / "bulletin-check.schema.json"
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
PAPER = OfficialPaper(
    head="临江区督查室", title="关于第三期调度情况的通报", text=read_text("一、情况\n一切正常。"),
    signature="临江区督查室", dated="2026年6月19日",
)  # fmt: skip


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "通报.docx"
    path.write_bytes(write_official(PAPER))
    return path


def checked(*arguments: str) -> dict[str, object]:
    result = CliRunner().invoke(main, ["bulletin", "check", *arguments, "--json"])

    assert result.exit_code == 0
    document: dict[str, object] = json.loads(result.output)
    assert list(VALIDATOR.iter_errors(document)) == []
    return document


def test_our_own_file_passes(good: Path) -> None:
    document = checked(str(good))

    assert (document["file"], document["passes"]) == ("通报.docx", True)
    assert (document["characters"], document["limit"], document["deviations"]) == (9, 4000, [])
    assert checked(str(good), "--paper", "general")["limit"] == 5000


def test_a_plain_file_is_told_where_it_deviates(tmp_path: Path) -> None:
    plain = docx.Document()
    plain.add_paragraph("1、加强管理,落实责任。")
    out = io.BytesIO()
    plain.save(out)
    path = tmp_path / "a.docx"
    path.write_bytes(out.getvalue())

    document = checked(str(path))
    found = document["deviations"]
    assert isinstance(found, list)
    codes = {one["code"] for one in found}
    assert document["passes"] is False
    assert {"paper", "title-missing", "page-number", "number-form", "body-font"} <= codes
    form = next(one for one in found if one["code"] == "number-form")
    assert (form["first"], form["found"], form["wanted"], form["article"]) == (
        1,
        "1、",
        "1.",
        "7.3.3",
    )

    said = CliRunner().invoke(main, ["bulletin", "check", str(path)]).output
    assert "paragraph 1: the heading is numbered in another form: 1、, wanted 1. (7.3.3)" in said


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
UNREADABLE: dict[str, tuple[bytes | None, str]] = {
    "missing": (None, "No such file"),
    "empty": (b"", "is empty: give the .docx"),
    "a PDF": (b"%PDF-1.7 no word file", "is no Word file (.docx)"),
    "a text": ("关于调度情况的通报".encode(), "is no Word file (.docx)"),
    "a page": (b"<html><body>no</body></html>", "is no Word file (.docx)"),
    "a .doc": (OLE, "save it as .docx"),
    "an .rtf": (b"{\\rtf1 no}", "save it as .docx"),
    "a locked .docx": (OLE + "EncryptedPackage".encode("utf-16-le"), "guarded by a password"),
    "an archive": (zipped(a="no"), "is no Word file (.docx)"),
    "an OpenDocument": (zipped(mimetype="x", content="<a/>"), "is no Word file (.docx)"),
    "a bomb": (zipped(a="0" * 300_000_000), "unpacks to far more than a paper holds"),
    "cut off": (zipped(a="no")[:40], "damaged or cut off"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_a_wrong_input(tmp_path: Path, name: str) -> None:
    payload, told = UNREADABLE[name]
    path = tmp_path / "a.docx"
    if payload is not None:
        path.write_bytes(payload)

    result = CliRunner().invoke(main, ["bulletin", "check", str(path)])

    assert result.exit_code == 1
    assert told in result.output
    assert "a.docx" in result.output


def test_a_file_of_another_ending_is_wrong_usage(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["bulletin", "week-1", "-o", str(tmp_path / "a.txt")])

    assert result.exit_code == 2


def run(folder: Path, *arguments: str) -> Result:
    (folder / "secret_key").write_text("x" * 60)
    return CliRunner().invoke(main, ["--data", str(folder), "bulletin", *arguments])


@pytest.mark.django_db
def test_the_draft_of_a_round_is_written_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    monkeypatch.setenv("GUATU_DATA", str(tmp_path))  # the command writes it into the environment
    one = make_scene(world).open(MONDAY)
    files = [tmp_path / "a.docx", tmp_path / "a.pdf"]

    results = [run(tmp_path, one.slug, "-o", str(path)) for path in files]
    special = run(tmp_path, one.slug, "-o", str(tmp_path / "s.docx"), "--sort", "special")

    nowhere = run(tmp_path, one.slug, "-o", str(tmp_path / "none" / "a.docx"))

    assert [result.exit_code for result in (*results, special)] == [0, 0, 0]
    assert nowhere.exit_code == 1
    assert "no folder" in nowhere.output
    assert checked(str(files[0]))["deviations"] == []
    assert files[1].read_bytes().startswith(b"%PDF")
    assert Bulletin.objects.count() == 0


@pytest.mark.django_db
def test_an_unknown_round_is_a_wrong_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUATU_DATA", str(tmp_path))

    result = run(tmp_path, "week-1", "-o", str(tmp_path / "a.docx"))

    assert result.exit_code == 1
    assert "there is no round week-1" in result.output
