"""Old ledgers on their way through the pages: dropped, answered, taken over."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from messyledgers import HEADS, Rows, xlsx
from worlds import KeyedClient

from guatu.sheets.models import Adoption


def drop(client: KeyedClient, payload: bytes, name: str = "台账.xlsx", kind: str = "task") -> Any:
    file = SimpleUploadedFile(name, payload)
    return client.post("/sheets/ledgers/", {"campaign": "year", "kind": kind, "ledger": file})


def write(client: KeyedClient, part: str, **data: object) -> Any:
    row = Adoption.objects.latest("pk")
    sent = {"version": row.version, **data}
    return client.post(f"/sheets/ledgers/{row.pk}/{part}", sent, follow=True)


def ledger(*, lead: str = "区住建局", due: str = "2026年6月30日") -> bytes:
    rows: Rows = [HEADS, ["1", "修一条路", lead, "", due, "已开工"]]
    return xlsx(rows)
