"""Readers in their own process: what it may not do, and what is said when it does."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from words import p, word

from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange import child, limits
from guatu.interchange.documents import read_document
from guatu.interchange.formats import Container

CONFINED = "from guatu.interchange.child import confine; confine()\n"
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 our own code
        [sys.executable, "-c", CONFINED + code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def replaced(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the child run this code in the place of a reader."""
    monkeypatch.setattr(child, "command", lambda *_, **__: [sys.executable, "-c", CONFINED + code])


def refusal(**limits: float) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        child.read_in_child(b"PK", name="plan.docx", container=Container.ZIP, **limits)
    return caught.value


def test_what_the_child_reads_comes_back_whole() -> None:
    document = read_document(word(p("新增规上企业12家。"), p("　　完")), name="plan.docx")

    assert document.text == "新增规上企业12家。\n　　完\n"
    assert document.format == "docx"
    assert [document.text[b.start : b.end] for b in document.blocks] == [
        "新增规上企业12家。", "　　完",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "open('written.txt', 'w')",
        "import os; os.open('written.txt', os.O_CREAT | os.O_WRONLY)",
        "import os; os.remove('nothing.txt')",
    ],
    ids=["connect", "look-up", "fetch", "run", "system", "fork", "write", "create", "remove"],
)
def test_the_child_reaches_nothing(code: str, tmp_path: Path) -> None:
    done = run(f"import os; os.chdir({str(tmp_path)!r})\n{code}")

    assert done.returncode == 1
    assert "PermissionError" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_child_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUATU_SECRET_KEY", "told to nobody")

    assert not any(
        "SECRET" in key or key.startswith(("GUATU", "DJANGO")) for key in child.environment()
    )
    assert "told to nobody" not in child.environment().values()


@posix
def test_the_child_gets_no_more_memory_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(
        monkeypatch,
        "try:\n    b'a' * (2 << 30)\nexcept MemoryError:\n    raise SystemExit(77)",
    )

    error = refusal()

    assert error.reason is UnreadableReason.TOO_HEAVY
    assert "memory" in str(error)


def test_a_reader_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(monkeypatch, "import time\nwhile True: time.sleep(1)")

    error = refusal(seconds=1)

    assert error.reason is UnreadableReason.TOO_SLOW


@posix
def test_a_reader_that_counts_too_long_is_ended() -> None:
    done = run("import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass")

    assert done.returncode in child._KILLED_BY_CPU


@pytest.mark.parametrize(
    "code",
    ["raise SystemExit(3)", "print('no json')", "import os; os.abort()", "raise ValueError"],
    ids=["left", "babbled", "aborted", "failed"],
)
def test_a_reader_that_breaks_gives_one_sentence(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    replaced(monkeypatch, code)

    error = refusal()

    assert error.reason is UnreadableReason.CRASHED
    assert str(error) == (
        "plan.docx could not be read: open it in WPS or Word, save it anew, and give that."
    )


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_ANSWER_BYTES", 1000)
    replaced(monkeypatch, "import sys\nwhile True: sys.stdout.write('a' * 4096)")

    assert refusal().reason is UnreadableReason.CRASHED


def test_a_third_file_waits_and_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(child, "_BUSY", threading.BoundedSemaphore(1))
    child._BUSY.acquire()

    error = refusal()

    child._BUSY.release()
    assert error.reason is UnreadableReason.BUSY
    assert "try again in a moment" in str(error)
    assert read_document(word(p("甲")), name="plan.docx").text == "甲\n"


@posix
def test_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    replaced(monkeypatch, "import os, time; print(os.getpid(), flush=True); time.sleep(60)")
    started: list[int] = []
    real = subprocess.Popen.wait
    monkeypatch.setattr(
        subprocess.Popen,
        "wait",
        lambda self, *a, **k: started.append(self.pid) or real(self, *a, **k),
    )

    refusal(seconds=1)

    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)
