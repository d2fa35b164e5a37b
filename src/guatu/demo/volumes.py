"""Papers for people in the demo: proofs with pictures, a guardian among the leaders, volumes of evidence."""

from __future__ import annotations

import zlib
from datetime import timedelta
from struct import pack
from typing import TYPE_CHECKING

from django.utils import timezone

from guatu.campaigns.models import Validity
from guatu.ledgers.actions import Proof
from guatu.ledgers.actions.edits import EntryEdit, edit_entry
from guatu.ledgers.actions.logs import NewLogRow, add_log_row
from guatu.ledgers.models import Entry
from guatu.paper.actions.volumes import form_volume
from guatu.paper.queries.volumes import matter_of, papers_for

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

PUBLISHED, GUARDED = "livelihood", "risk_point"
# of the first livelihood items: the proof, and how long ago it was published; the last came late
PROOFS = ((".png", 3), (".txt", 9), (".pdf", 70))
GUARDIAN = "分管农业农村的副区长"
POINTS = 3
OF_UNIT = "区住建局"  # whose liaison signs in
UNDER_WAY = frozenset({"planned", "building", "accepted"})
WIDTH, HEIGHT = 320, 200
TEXT = "民生实事公示情况说明（模拟）\n公示期内未收到异议，公示材料已归档。\n"


def lay_volumes(stage: Stage) -> None:
    """Lay what is printed for people; call it inside the load's transaction."""
    proved = publish(stage)
    guard(stage)
    for sort, key in [("unit", stage.settled.units[OF_UNIT].pk), *(("entry", pk) for pk in proved)]:
        matter = matter_of(stage.office, stage.general, sort, key)
        if papers_for(stage.office, matter):
            form_volume(
                stage.office, matter, token=f"demo-{sort}-{key}", now=timezone.now(), say=silent
            )


def silent(_done: int, _step: str) -> None:
    """Say nothing: nobody follows the load's steps."""


def open_entries(stage: Stage, kind: str) -> list[Entry]:
    rows = Entry.objects.filter(
        campaign=stage.general,
        kind__code=kind,
        closed_on__isnull=True,
        validity=Validity.IN_FORCE,
    )
    return list(rows.select_related("kind", "unit", "campaign__unit").order_by("position", "pk"))


def publish(stage: Stage) -> list[int]:
    """Record that the first livelihood item was published, with proofs; return its key."""
    found = [row for row in open_entries(stage, PUBLISHED) if row.stage in UNDER_WAY][:1]
    for entry in found:
        for ending, ago in PROOFS:
            new = NewLogRow(
                log="publication",
                happened_on=stage.today - timedelta(days=ago),
                fields={"where": "site", "words": "公开进展情况（模拟）。"},
                proof=Proof(payload=proof_of(ending), file_name=f"公示材料（模拟）{ending}"),
            )
            entry.refresh_from_db()
            add_log_row(stage.office, entry, version=entry.version, new=new, today=stage.today)
    return [entry.pk for entry in found]


def guard(stage: Stage) -> None:
    """Let a leader guard some points himself."""
    for entry in open_entries(stage, GUARDED)[:POINTS]:
        edit = EntryEdit(fields={"guardian": GUARDIAN})
        edit_entry(stage.office, entry, version=entry.version, edit=edit)


def proof_of(ending: str) -> bytes:
    return {".png": picture(), ".txt": TEXT.encode(), ".pdf": page()}[ending]


def picture() -> bytes:
    """Return a small picture in bands of colour."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))

    rows = bytearray()
    for row in range(HEIGHT):
        shade = 90 + row // 20 * 14
        rows += b"\0" + bytes((shade, shade, 200)) * WIDTH
    head = pack(">II5B", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def page() -> bytes:
    """Return a PDF of one page that says what it is."""
    words = b"BT /F1 24 Tf 72 720 Td (Simulated evidence of the demo) Tj ET"
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, table)
    return bytes(out)
