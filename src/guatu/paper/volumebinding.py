"""A volume as one PDF: cover, contents, then the papers that have pages, numbered through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from guatu.audit.evidence import evidence_path, is_intact
from guatu.audit.models import Evidence
from guatu.core.filenames import PDF
from guatu.interchange.binding import Piece, Unbindable, bind, gather
from guatu.interchange.binding.pictures import as_svg, is_drawable
from guatu.paper.queries.volumepapers import Paper
from guatu.paper.queries.volumes import Matter, Numbers
from guatu.paper.volumewords import contents_columns, cover_facts, later_text
from guatu.shell.errors import InvalidState
from guatu.shell.formatting import moment
from guatu.shell.printing import installed_faces, pdf_of, spelt_out

TEMPLATE = Path(__file__).parent / "typst" / "volume.typ"
PAGE = Path(__file__).parent / "typst" / "paper.typ"
TEXT = "text/plain"
PICTURE = "picture.svg"
PICTURES = frozenset({"image/png", "image/jpeg"})
PRINTED = PICTURES | {PDF, TEXT}
MOST_TEXT = 64 * 1024  # bytes: a longer one is no paper but data
MOST_BYTES = 150 * 1024 * 1024  # of files that are bound in; what comes after is listed
SHOWN_DIGEST = 16
MOST_CODES = 12
RUN = 40  # pages that are numbered at a time: a page full of tables takes a third of a second
PREFIX_TRIES = 5
NOTHING = (0, 0)
Say = Callable[[int, int], None]  # how many papers were made ready, of how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The bound file ("" where printing is not installed), and of each paper its first page and how many."""

    payload: bytes
    places: tuple[tuple[int, int], ...]


def bind_volume(
    matter: Matter,
    papers: Sequence[Paper],
    *,
    numbers: Numbers,
    digest: str,
    now: datetime,
    say: Say | None = None,
) -> Bound:
    """Return a volume bound. Papers without pages (workbooks, texts) stand in its contents alone."""
    unbound = Bound(payload=b"", places=tuple(NOTHING for _paper in papers))
    try:
        installed_faces()
    except InvalidState:  # the folder of files is complete without it
        return unbound

    def front(places: Sequence[tuple[int, int]]) -> bytes:
        cover = cover_data(matter, papers, places, numbers=numbers, digest=digest, now=now)
        return pdf_of(TEMPLATE, without_boxes(cover))

    body, pages = gathered(ready_pages(papers, say))
    places = places_of(len(papers), pages)
    try:
        return Bound(
            payload=joined(front(places), body, places, say or silent), places=tuple(places)
        )
    except Unbindable:  # cover and contents are made all the same
        return Bound(payload=front(unbound.places), places=unbound.places)


def without_boxes(cover: dict[str, Any]) -> dict[str, Any]:
    """Return what stands on cover and contents with signs that no font has as their codes, and says so."""
    told, codes = spelt_out(cover)
    if codes:
        note = _("No font here has the signs %(codes)s: the contents in the folder name them.")
        told["notes"] = [*told["notes"], note % {"codes": "".join(codes[:MOST_CODES])}]
    return told


def silent(done: int, total: int) -> None:
    """Nobody looks how far it is."""


def gathered(ready: dict[int, bytes]) -> tuple[bytes, dict[int, int]]:
    """Return the pages of all that is ready, and how many each gave.

    A paper at which the binding process ends is found by halves and left out: the others are bound.
    Where they are too much together, as many of the first as go are.
    """
    try:
        return pages_of(ready)
    except Unbindable:
        sound = sound_ones(ready)
    try:
        return pages_of(sound)
    except Unbindable:
        return first_ones(sound)


def pages_of(ready: dict[int, bytes]) -> tuple[bytes, dict[int, int]]:
    body, counts = gather(list(ready.values()))
    return body, dict(zip(ready, counts, strict=True))


def first_ones(ready: dict[int, bytes]) -> tuple[bytes, dict[int, int]]:
    """Return the pages of about as many of the first papers as can be gathered together."""
    found: tuple[bytes, dict[int, int]] = b"", {}
    places = list(ready)
    count = step = len(places) // 2
    for _try in range(PREFIX_TRIES):
        step //= 2
        try:
            found = pages_of({place: ready[place] for place in places[:count]})
        except Unbindable:
            count -= step
        else:
            count += step
        if not step:
            break
    return found


def sound_ones(ready: dict[int, bytes]) -> dict[int, bytes]:
    """Return those that can be gathered, of papers that cannot be gathered together."""
    places = list(ready)
    if len(places) <= 1:
        return {}
    found: dict[int, bytes] = {}
    half = len(places) // 2
    for some in (places[:half], places[half:]):
        part = {place: ready[place] for place in some}
        try:
            gather(list(part.values()))
        except Unbindable:
            part = sound_ones(part)
        found |= part
    return found


def ready_pages(papers: Sequence[Paper], say: Say | None = None) -> dict[int, bytes]:
    """Return the papers that have pages as PDF, by their place from 0, as far as there is room."""
    found: dict[int, bytes] = {}
    room = MOST_BYTES
    for place, paper in enumerate(papers):
        if say is not None:
            say(place, len(papers))
        kind, size = paper.evidence.media_type, paper.evidence.size
        if kind not in PRINTED or size > min(room, MOST_TEXT if kind == TEXT else room):
            continue
        payload = bytes_of(paper.evidence)
        if payload is None:
            continue
        if kind != PDF:
            named = f"{place + 1}. {paper.proves}（{paper.evidence.file_name}）"
            caption, _codes = spelt_out({"caption": named})
            payload = drawn(payload, kind, caption["caption"])
        if payload:
            found[place] = payload
            room -= len(payload)
    return found


def drawn(payload: bytes, kind: str, caption: str) -> bytes:
    """Return a picture or a text as PDF, nothing for one that cannot be drawn: it stays a file."""
    try:
        if kind == TEXT:
            data = {"caption": caption, "text": decoded(payload), "picture": None}
            return pdf_of(PAGE, data)
        if not is_drawable(payload):
            return b""
        data = {"caption": caption, "text": "", "picture": PICTURE}
        return pdf_of(PAGE, data, parts={PICTURE: as_svg(payload)})
    except (InvalidState, RuntimeError):  # a sign that no font has, a picture that is broken
        return b""


def decoded(payload: bytes) -> str:
    """Return the text of a file that was taken as UTF-8 or GB18030."""
    try:
        return payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        return payload.decode("gb18030", "replace")


def bytes_of(evidence: Evidence) -> bytes | None:
    """Return a file as it was received; None if it is no longer kept, or was changed on the disk."""
    path = evidence_path(evidence.digest)
    if evidence.removed_at is not None or not is_intact(path):
        return None
    return path.read_bytes()


def places_of(count: int, pages: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return the first page, from 1, and the number of pages of each paper."""
    found = []
    first = 1
    for place in range(count):
        has = pages.get(place, 0)
        found.append((first, has) if has else NOTHING)
        first += has
    return found


def cover_data(
    matter: Matter,
    papers: Sequence[Paper],
    places: Sequence[tuple[int, int]],
    *,
    numbers: Numbers,
    digest: str,
    now: datetime,
) -> dict[str, Any]:
    later = sum(bool(paper.later) for paper in papers)
    unbound = sum(not count for _first, count in places)
    notes = [_("A paper that came after its time is marked; its day of receipt is the server's.")]
    if unbound:
        notes.append(
            _("%(count)d papers have no pages to bind: they lie in the folder of files.")
            % {"count": unbound}
        )
    return {
        "title": matter.title,
        "head": _("Volume of evidence"),
        "contents": _("Contents of the volume"),
        "mark": str(_("Simulated data")) if matter.campaign.is_simulated else "",
        "facts": cover_facts(
            matter, numbers=numbers, papers=len(papers), later=later,
            pages=sum(count for _first, count in places), formed=moment(now),
        ),
        "digest-name": _("SHA-256 of the papers in their order"),
        "digest": digest,
        "columns": contents_columns(),
        "rows": contents_rows(papers, places),
        "notes": notes,
    }  # fmt: skip


def contents_rows(
    papers: Sequence[Paper], places: Sequence[tuple[int, int]]
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    numbered = list(zip(enumerate(papers, start=1), places, strict=True))
    for heading, part in groupby(numbered, key=lambda one: one[0][1].heading):
        rows.append({"is_band": True, "text": heading})
        for (place, paper), (first, count) in part:
            rows.append(
                {
                    "is_band": False, "place": place, "proves": paper.proves,
                    "later": later_text(paper.later), "name": paper.evidence.file_name,
                    "digest": paper.evidence.digest[:SHOWN_DIGEST],
                    "proved": paper.proved_on.isoformat(), "received": moment(paper.received_at),
                    "page": page_text(first, count),
                }
            )  # fmt: skip
    return rows


def page_text(first: int, count: int) -> str:
    if not count:
        return "—"
    return str(first) if count == 1 else f"{first}-{first + count - 1}"


def joined(front: bytes, body: bytes, places: Sequence[tuple[int, int]], say: Say) -> bytes:
    """Return cover and contents, then the pages of the papers, each with its number."""
    total = sum(count for _first, count in places)
    if not total:
        return front
    runs = []
    for first in range(0, total, RUN):
        say(first, total)
        runs.append(numbered(body, first, min(RUN, total - first), total))
    return gather([front, *runs])[0]


def numbered(body: bytes, first: int, count: int, total: int) -> bytes:
    """Return a run of pages with their numbers; a page that takes too long comes without one."""
    stamps = tuple(f"{page}/{total}" for page in range(first + 1, first + count + 1))
    try:
        return bind([body], [Piece(source=0, first=first, count=count, stamps=stamps)])
    except Unbindable:
        if count == 1:
            return bind([body], [Piece(source=0, first=first, count=1)])
    half = count // 2
    parts = [
        numbered(body, first, half, total),
        numbered(body, first + half, count - half, total),
    ]
    return gather(parts)[0]
