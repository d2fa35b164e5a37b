"""Files that pages send: named in any script, of the kind that they are."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from guatu.shell.downloads import download, download_stream


def test_a_name_of_any_script_reaches_the_reader_without_what_windows_refuses() -> None:
    answer = download(b"x", '临澜区 "对表单": 第1/2期\n.xlsx')
    head = answer.headers["Content-Disposition"]
    assert head.startswith("attachment; filename*=UTF-8''")
    assert unquote(head.split("''")[1]) == "临澜区_对表单_第1-2期.xlsx"
    assert head.isascii()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.PDF", "application/pdf"),
        ("a.svg", "image/svg+xml"),
    ],
)
def test_the_ending_says_the_kind(name: str, kind: str) -> None:
    answer = download(b"x", name)
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]


def test_an_ending_that_nothing_is_written_in_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        download(b"x", "a.exe")


def test_a_stream_is_sent_piece_by_piece() -> None:
    answer = download_stream(iter([b"one", b"two"]), "卷.zip")
    assert b"".join(answer) == b"onetwo"  # type: ignore[arg-type]
    assert answer.headers["Content-Type"] == "application/zip"
