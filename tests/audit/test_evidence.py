"""Files kept as evidence: their kinds, their names, and what a crash leaves behind."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from records import found, run_cli, run_sql
from worlds import World

from guatu.audit.actions import evidence_change, record, store_evidence
from guatu.audit.errors import EvidenceRefused
from guatu.audit.evidence import evidence_path, evidence_response, is_intact
from guatu.audit.media import OLE, sniff
from guatu.audit.models import AuditChange, Evidence
from guatu.core.actors import SYSTEM
from guatu.core.filenames import safe_name
from guatu.shell.errors import NotFound

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name in names:
            file.writestr(zipfile.ZipInfo(name), "<x/>")  # no clock: the bytes name the case
    return stream.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
OFD = archive("OFD.xml", "Doc_0/Document.xml")


@pytest.fixture(autouse=True)
def root(settings: LazySettings, tmp_path: Path) -> Path:
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return tmp_path / "evidence"


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("payload", "name", "expected"),
    [
        (PDF, "批复.pdf", "application/pdf"),
        (PNG, "a.PNG", "image/png"),
        (JPEG, "现场.jpeg", "image/jpeg"),
        (DOCX, "说明.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (XLSX, "台账.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (OFD, "发票.ofd", "application/ofd"),
        (OLE + bytes(600), "旧.doc", "application/msword"),
        (OLE + bytes(600), "旧.xls", "application/vnd.ms-excel"),
        (OLE + bytes(600), "旧.wps", "application/vnd.ms-works"),
        ("完成三公里\r\n".encode(), "a.txt", "text/plain"),
        ("完成三公里\r\n".encode("gb18030"), "a.txt", "text/plain"),
    ],
)  # fmt: skip
def test_kinds_that_are_taken(payload: bytes, name: str, expected: str) -> None:
    assert expected == sniff(payload, name)


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        (b"MZ\x90\x00" + bytes(40), "a.pdf"),  # a program that says it is a document
        (PDF, "a.exe"),
        (PDF, "a.pdf.html"),
        (PNG, "a.jpg"),
        (b"<html><script>alert(1)</script>", "a.html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.svg"),
        (archive("evil.exe"), "a.docx"),
        (archive("word/document.xml"), "a.zip"),
        (DOCX[:40], "a.docx"),  # cut short
        (b"PK\x03\x04" + bytes(40), "a.docx"),
        (OLE + bytes(40), "a.msi"),
        (b"text\x00with NUL", "a.txt"),
        (b"\xff\xfe\xfd\xfc", "a.txt"),
        (b"no ending", "README"),
    ],
)
def test_kinds_that_are_refused(payload: bytes, name: str, root: Path) -> None:
    with pytest.raises(EvidenceRefused):
        store_evidence(SYSTEM, payload, name)

    assert not Evidence.objects.exists()
    assert not root.exists()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("现场 照片.jpg", "现场_照片.jpg"),
        ("..\\..\\windows\\a.txt", "a.txt"),
        ("/etc/passwd.txt", "passwd.txt"),
        ('a"b\r\nSet-Cookie: x.pdf', "a_bSet-Cookie_x.pdf"),
        ("\u202efdp.exe", "fdp.exe"),  # right-to-left override
        ("...", "file"),
        ("", "file"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("a\x00b.txt", "ab.txt"),
        (
            "\U000323b0\ue815某.txt",
            "\U000323b0\ue815某.txt",
        ),  # rare names, newer than Python's tables
    ],
)
def test_names_are_made_safe(name: str, expected: str) -> None:
    assert expected == safe_name(name)


def test_a_file_is_kept_under_its_hash(world: World, root: Path) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    row = store_evidence(world.actor("liaison"), PDF, "批复.pdf")

    assert (row.digest, row.size, row.media_type) == (digest, len(PDF), "application/pdf")
    assert row.uploaded_by == world.accounts["liaison"].person_id
    assert files(root) == [root / digest[:2] / digest[2:4] / digest]
    assert files(root)[0].read_bytes() == PDF


def test_the_same_bytes_are_kept_once(root: Path) -> None:
    store_evidence(SYSTEM, PDF, "a.pdf")
    store_evidence(SYSTEM, PDF, "b.pdf")

    assert len(files(root)) == 1
    assert Evidence.objects.count() == 2


def test_a_damaged_file_is_replaced_when_it_comes_again() -> None:
    path = evidence_path(store_evidence(SYSTEM, PDF, "a.pdf").digest)
    path.write_bytes(b"damaged")
    assert not is_intact(path)
    store_evidence(SYSTEM, PDF, "a.pdf")

    assert is_intact(path)


def test_a_crash_before_the_file_is_whole_leaves_neither(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_arguments: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(OSError, match="no space"):
        store_evidence(SYSTEM, PDF, "a.pdf")

    assert files(root) == []
    assert not Evidence.objects.exists()


def test_a_crash_between_file_and_row_leaves_no_row(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(**_fields: object) -> None:
        assert len(files(root)) == 1  # the bytes are there before the row is tried
        raise KeyboardInterrupt

    monkeypatch.setattr(Evidence.objects, "create", crash)
    with pytest.raises(KeyboardInterrupt):
        store_evidence(SYSTEM, PDF, "a.pdf")

    assert not Evidence.objects.exists()


@pytest.mark.parametrize("payload", [b"", b"a" * 1025])
def test_a_file_has_a_size(payload: bytes, settings: LazySettings) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024
    with pytest.raises(EvidenceRefused):
        store_evidence(SYSTEM, payload, "a.txt")


def test_a_file_is_given_out_as_a_download() -> None:
    response = evidence_response(store_evidence(SYSTEM, PDF, "批复.pdf"))

    assert b"".join(response.streaming_content) == PDF  # type: ignore[arg-type]  # not asynchronous
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    response.close()


def test_a_file_that_is_gone_is_not_found() -> None:
    row = store_evidence(SYSTEM, PDF, "a.pdf")
    evidence_path(row.digest).unlink()

    with pytest.raises(NotFound):
        evidence_response(row)


@pytest.mark.parametrize("digest", ["/etc/passwd", "../../secret_key", "", "AB" * 32])
def test_a_changed_row_does_not_choose_a_file_of_the_server(digest: str) -> None:
    row = store_evidence(SYSTEM, PDF, "a.pdf")
    row.digest = digest

    with pytest.raises(NotFound):
        evidence_response(row)


def test_the_act_holds_the_hash_of_the_file() -> None:
    row = store_evidence(SYSTEM, PDF, "a.pdf")
    record(SYSTEM, "check_in.submit", changes=[evidence_change(row)])

    assert AuditChange.objects.get().after["digest"] == row.digest


def test_an_uploaded_file_reads_as_bytes() -> None:
    upload = SimpleUploadedFile("a.pdf", PDF)

    assert store_evidence(SYSTEM, upload.read(), str(upload.name)).size == len(PDF)


def test_evidence_is_verified(tmp_path: Path) -> None:
    rows = [store_evidence(SYSTEM, PDF + bytes([n]), f"{n}.pdf") for n in range(5)]
    record(SYSTEM, "check_in.submit", changes=[evidence_change(row) for row in rows])
    assert found(tmp_path, "--evidence") == []

    evidence_path(rows[0].digest).unlink()
    evidence_path(rows[1].digest).write_bytes(b"another")
    run_sql(f"UPDATE audit_evidence SET file_name = 'x.pdf' WHERE id = {rows[2].pk}")  # noqa: S608 our own
    run_sql(f"DELETE FROM audit_evidence WHERE id = {rows[3].pk}")  # noqa: S608 our own
    run_sql(f"UPDATE audit_evidence SET digest = '/etc/passwd' WHERE id = {rows[4].pk}")  # noqa: S608 our own
    assert sorted(found(tmp_path, "--evidence")) == [
        ("changed", "evidence", 0, 0),
        ("changed", "evidence", 1, 1),
        ("changed", "evidence", 1, 1),
        ("removed", "evidence", 0, 0),
        ("removed", "evidence", 0, 0),
        ("removed", "evidence", 1, 1),
    ]
    assert "Evidence" in run_cli("verify", "--evidence", folder=tmp_path).output
