"""A head of the chain as a file for a second party: without one, a full restamp cannot be seen."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from guatu.audit.models import AuditEvent, ChainHead
from guatu.core.chain import GENESIS, HeadRow, json_value
from guatu.core.errors import CoreError

FORM = "guatu-audit-head-1"
DIGITS = 64


class HeadUnreadable(CoreError, ValueError):  # noqa: N818 named by what is wrong
    """A file is no head of the record."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="head-unreadable")


def head_document(now: datetime | None = None) -> dict[str, object]:
    """Return where the record ends now, as it is written down."""
    head = ChainHead.objects.filter(pk=1).first() or ChainHead(number=0, hash=GENESIS)
    last = AuditEvent.objects.filter(number=head.number).first()
    return {
        "form": FORM,
        "installation": head.installation,
        "number": head.number,
        "hash": head.hash,
        "algorithm": last.algorithm if last else "",
        "occurred_at": json_value(last.occurred_at) if last else None,
        "written_at": json_value(now or timezone.now()),
    }


def write_head(path: Path) -> dict[str, object]:
    """Write the head so that `path` holds all of it or what it held before."""
    document = head_document()
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    descriptor, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return document


def read_head(path: Path) -> HeadRow:
    """Return the head that was kept in a file.

    Raises
    ------
    HeadUnreadable
        If the file is none, or one of another installation's record.
    """
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise HeadUnreadable(f"{path} cannot be read: {error}") from error
    if not is_head(document):
        raise HeadUnreadable(f"{path} is no head that `guatu audit head -o FILE` wrote")
    check_installation(path, document.get("installation", ""))
    return HeadRow(number=document["number"], hash=document["hash"])


def check_installation(path: Path, kept: object) -> None:
    """Refuse a head of another record: against it every act of this one would look forged.

    A head written before records had names is compared as it is, and so is one where this record
    has lost its own name.
    """
    own = ChainHead.objects.filter(pk=1).values_list("installation", flat=True).first()
    if kept and own and kept != own:
        raise HeadUnreadable(
            f"{path} is the head of another installation's record ({kept}); this one is {own}"
        )


def is_head(document: Any) -> bool:
    return (
        isinstance(document, dict)
        and document.get("form") == FORM
        and type(document.get("number")) is int
        and document["number"] >= 0
        and isinstance(document.get("hash"), str)
        and len(document["hash"]) == DIGITS
    )
