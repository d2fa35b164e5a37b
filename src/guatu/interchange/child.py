"""Readers run in a process of their own, with little memory, little time and nothing to reach."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from typing import Any

from guatu.core.cells import SheetCells
from guatu.core.documents import Document, Format, Note, NoteCode, layout_from, layout_of
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.interchange import limits
from guatu.interchange.formats import Container

_ANSWER_BYTES = 16 * limits.MAX_CHARACTERS  # what the longest document is as JSON
_BUSY = threading.BoundedSemaphore(limits.READERS_AT_ONCE)
_PASSED_ON = ("SYSTEMROOT", "TZ")  # Windows starts no program without the first
_KILLED_BY_CPU = {
    -getattr(signal, name) for name in ("SIGXCPU", "SIGALRM") if hasattr(signal, name)
}
_MODULE = "guatu.interchange.child"
_OUT_OF_MEMORY = 77
_DOCUMENT, _CELLS, _MEASURES = "document", "cells", "measures"  # what the child is asked for
_LINED_CELLS = "lined-cells"
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FORBIDDEN = (
    *("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system"),
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"),
    *("os.chmod", "os.chown", "shutil.", "ftplib.", "smtplib.", "urllib.", "webbrowser."),
)


def read_in_child(
    payload: bytes, *, name: str, container: Container, seconds: float = limits.WALL_SECONDS
) -> Document:
    """Read a file in a child process.

    Parameters
    ----------
    payload : bytes
        The whole file.
    name : str
        Its name, for messages.
    container : Container
        What its first bytes say it is.
    seconds : float
        How long it may take.

    Returns
    -------
    Document
        What the reader made of it.

    Raises
    ------
    UnreadableFile
        As the reader says; or it took too long, too much memory, or broke; or too many files are
        being read at this moment.
    """
    answer = _in_turn(payload, name=name, container=container, seconds=seconds)
    return _document(answer, name=name)


def cells_in_child(
    payload: bytes, *, name: str, container: Container, keeps_lines: bool = False
) -> tuple[SheetCells, ...]:
    """Read a workbook's cells where they stand, in a child process.

    Raises
    ------
    UnreadableFile
        As `read_in_child`.
    """
    wanted = _LINED_CELLS if keeps_lines else _CELLS
    answer = _in_turn(payload, name=name, container=container, wanted=wanted)
    _raise_refusal(answer, name=name)
    return tuple(
        SheetCells(
            title=title,
            rows=tuple(map(tuple, rows)),
            merged=tuple(map(tuple, merged)),
            hidden_rows=tuple(hidden),
            is_hidden=is_hidden,
        )
        for title, rows, merged, hidden, is_hidden in answer["sheets"]
    )


def measures_in_child(payload: bytes, *, name: str) -> dict[str, Any]:
    """Measure how a Word file is set, in a child process; `official.measuring` knows the answer.

    Raises
    ------
    UnreadableFile
        As `read_in_child`.
    """
    answer = _in_turn(payload, name=name, container=Container.ZIP, wanted=_MEASURES)
    _raise_refusal(answer, name=name)
    measured: dict[str, Any] = answer["measured"]
    return measured


def _in_turn(
    payload: bytes,
    *,
    name: str,
    container: Container,
    wanted: str = _DOCUMENT,
    seconds: float = limits.WALL_SECONDS,
) -> dict[str, Any]:
    if not _BUSY.acquire(timeout=limits.WAIT_SECONDS):
        raise _refusal(UnreadableReason.BUSY, name)
    try:
        return _asked(
            payload, command=[*command(container, name=name), wanted], seconds=seconds, name=name
        )
    finally:
        _BUSY.release()


def _asked(payload: bytes, *, command: list[str], seconds: float, name: str) -> dict[str, Any]:
    """Start the child, give it the file, and return its answer; it is gone afterwards."""
    with tempfile.TemporaryFile() as file:
        file.write(payload)
        file.seek(0)
        child = subprocess.Popen(  # noqa: S603 our own module, the name only as an argument
            command,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            cwd=tempfile.gettempdir(),
            start_new_session=True,
        )
        late = threading.Event()
        clock = threading.Timer(seconds, _stop, args=(child, late))
        clock.start()
        try:
            assert child.stdout is not None  # noqa: S101 asked for above
            written = child.stdout.read(_ANSWER_BYTES)
            child.stdout.close()
            code = child.wait()
        finally:
            clock.cancel()
            if child.poll() is None:
                child.kill()
                child.wait()
    if late.is_set() or code in _KILLED_BY_CPU:
        raise _refusal(UnreadableReason.TOO_SLOW, name)
    if code == _OUT_OF_MEMORY:
        raise _refusal(UnreadableReason.TOO_HEAVY, name)
    try:
        answer: dict[str, Any] = json.loads(written)
    except ValueError as error:
        raise _refusal(UnreadableReason.CRASHED, name) from error
    return answer


def command(container: Container, *, name: str) -> list[str]:
    """Return what is started: this module, told what to read."""
    return [sys.executable, "-s", "-m", _MODULE, container.value, name]


def _stop(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def environment() -> dict[str, str]:
    """Return what the child may know: where the code lies, and no secret."""
    kept = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUTF8": "1",
    }


def _raise_refusal(answer: dict[str, Any], *, name: str) -> None:
    if "error" in answer:
        error = answer["error"]
        raise UnreadableFile(
            error["message"],
            reason=UnreadableReason(error["reason"]),
            name=name,
            looks_like=error["looks_like"],
            detail=error["detail"],
        )


def _document(answer: dict[str, Any], *, name: str) -> Document:
    _raise_refusal(answer, name=name)
    blocks, tables = layout_from(answer["layout"])
    return Document(
        text=answer["text"],
        format=Format(answer["format"]),
        blocks=blocks,
        tables=tables,
        notes=tuple(
            Note(code=NoteCode(code), count=count, place=place)
            for code, count, place in answer["notes"]
        ),
        pages=answer["pages"],
    )


def _refusal(reason: UnreadableReason, name: str) -> UnreadableFile:
    sentences = {
        UnreadableReason.BUSY: "waits while other files are being read: try again in a moment.",
        UnreadableReason.TOO_SLOW: (
            f"could not be read within {limits.WALL_SECONDS} seconds:"
            " open it in WPS or Word, copy its text into a new document, and give that."
        ),
        UnreadableReason.TOO_HEAVY: (
            "takes more memory to read than a plan does:"
            " open it in WPS or Word, copy its text into a new document, and give that."
        ),
        UnreadableReason.CRASHED: (
            "could not be read: open it in WPS or Word, save it anew, and give that."
        ),
        UnreadableReason.TOO_LARGE: "holds more text than a plan does: give one plan only.",
        UnreadableReason.EMPTY: "holds no text: give the file that holds the plan's text.",
    }
    return UnreadableFile(f"{name} {sentences[reason]}", reason=reason, name=name)


def main(arguments: list[str]) -> int:
    """Read the file on standard input and print the answer; called in the child only."""
    from guatu.interchange import readers  # noqa: PLC0415 the parent needs none of them

    container, name, wanted = Container(arguments[0]), arguments[1], arguments[2:]
    readers.prepare(container)
    confine()
    try:
        payload = sys.stdin.buffer.read()
        if wanted in ([_CELLS], [_LINED_CELLS]):
            keeps_lines = wanted == [_LINED_CELLS]
            sheets = readers.read_cells(
                payload, name=name, container=container, keeps_lines=keeps_lines
            )
            answer: dict[str, Any] = {
                "sheets": [
                    [one.title, one.rows, one.merged, one.hidden_rows, one.is_hidden]
                    for one in sheets
                ]
            }
        elif wanted == [_MEASURES]:
            answer = {"measured": readers.measure_word(payload, name=name)}
        else:
            answer = _answer(readers.read_container(payload, name=name, container=container))
        written = json.dumps(answer)
    except UnreadableFile as error:
        written = json.dumps(_error(error))
    except MemoryError:
        return _OUT_OF_MEMORY
    except RecursionError:
        written = json.dumps(_error(_refusal(UnreadableReason.CRASHED, name)))
    sys.stdout.write(written)
    sys.stdout.flush()
    return 0


def _answer(document: Document) -> dict[str, Any]:
    return {
        "text": document.text,
        "format": document.format.value,
        "layout": layout_of(document),
        "notes": [[note.code.value, note.count, note.place] for note in document.notes],
        "pages": document.pages,
    }


def _error(error: UnreadableFile) -> dict[str, Any]:
    return {
        "error": {
            "message": str(error),
            "reason": error.reason.value,
            "looks_like": error.looks_like,
            "detail": error.detail,
        }
    }


def confine() -> None:
    """Give up what a reader does not need: memory, time, files to write, processes, network."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 there is none on Windows

        bounds = {
            resource.RLIMIT_AS: (limits.MEMORY_BYTES, limits.MEMORY_BYTES),
            resource.RLIMIT_CPU: (limits.CPU_SECONDS, limits.CPU_SECONDS + 1),
            resource.RLIMIT_FSIZE: (0, 0),
            resource.RLIMIT_CORE: (0, 0),
        }
        for which, bound in bounds.items():
            # macOS knows the limit of memory and refuses to set it
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(which, bound)
        # Nobody waits for a child whose parent was killed: it ends itself.
        signal.alarm(limits.WALL_SECONDS + 5)
    sys.addaudithook(refuse)


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what no reader does: connect, start programs, change files."""
    if event.startswith(_FORBIDDEN) or (event == "open" and _writes(*arguments[1:3])):
        raise PermissionError(event)


def _writes(mode: str | None, flags: int) -> bool:
    return bool(set(mode or "") & set("wax+")) or bool(flags & _WRITING)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
