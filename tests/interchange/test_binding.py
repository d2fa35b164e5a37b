"""Binding: pages of several files in one, numbered; a broken file gives none; sizes by the head alone."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
from pdftexts import blank

from guatu.interchange.binding import Piece, Unbindable, bind, child, gather
from guatu.interchange.binding.pictures import as_svg, is_drawable, orientation, picture_size
from guatu.interchange.zipping import stream_zip, write_zip


def texts(payload: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(payload)
    return [page.get_textpage().get_text_range().strip() for page in document]


def test_a_broken_file_gives_no_page_and_stops_nothing() -> None:
    whole, counts = gather([blank(3), b"%PDF-1.4 broken", blank(2)])

    assert counts == [3, 0, 2]
    assert len(pypdfium2.PdfDocument(whole)) == 5


def test_of_nothing_there_is_no_file() -> None:
    assert gather([]) == (b"", [])
    assert gather([b"no pdf at all"]) == (b"", [0])


def test_pieces_stand_in_their_order_with_their_numbers() -> None:
    pieces = [
        Piece(source=1, first=0, count=1),
        Piece(source=0, first=1, count=2, stamps=("1/2", "2/2")),
    ]

    bound = bind([blank(3, 842, 595), blank(1)], pieces)

    assert texts(bound) == ["", "1/2", "2/2"]
    assert [page.get_width() for page in pypdfium2.PdfDocument(bound)] == [595, 842, 842]


def test_more_than_is_bound_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MOST_BYTES", 10)

    with pytest.raises(Unbindable):
        gather([b"x" * 11])


def test_a_child_that_ends_early_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MODULE", "guatu.interchange.binding.no_such_module")

    with pytest.raises(Unbindable):
        gather([blank(1)])


def png(width: int, height: int) -> bytes:
    chunks = ((b"IHDR", struct.pack(">II5B", width, height, 8, 2, 0, 0, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x00" * 9
    return b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 10 + frame + b"\xff\xd9"


@pytest.mark.parametrize("make", [png, jpeg])
def test_the_size_of_a_picture_is_read_from_its_head(make: Callable[[int, int], bytes]) -> None:
    assert picture_size(make(640, 480)) == (640, 480)
    assert is_drawable(make(4000, 3000))
    assert not is_drawable(make(30000, 30000))
    assert not is_drawable(make(640, 480)[:-2])


@pytest.mark.parametrize(
    "payload", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"\xff\xd8\xff\xe0\xff\xff", b"GIF89a"]
)
def test_what_is_no_picture_has_no_size(payload: bytes) -> None:
    assert picture_size(payload) is None
    assert not is_drawable(payload)


def test_an_archive_sent_piece_by_piece_holds_the_same() -> None:
    files = [("甲/001 合同.txt", b"x" * 70_000), ("乙.txt", "正文".encode())]
    sent = list(stream_zip((name, lambda payload=payload: payload) for name, payload in files))

    assert len(sent) == 3  # one file is in memory at a time
    with (
        zipfile.ZipFile(BytesIO(b"".join(sent))) as one,
        zipfile.ZipFile(BytesIO(write_zip(files))) as other,
    ):
        assert one.testzip() is None
        assert [(n, one.read(n)) for n in one.namelist()] == [
            (n, other.read(n)) for n in other.namelist()
        ]


def turned(rotation: int, crop: tuple[float, float, float, float] | None = None) -> bytes:
    """Return a page that is shown turned, or of which a part is shown."""
    document = pypdfium2.PdfDocument(blank(1, 595, 842))
    document[0].set_rotation(rotation)
    if crop is not None:
        document[0].set_cropbox(*crop)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


CROPS = [(0, None), (90, None), (180, None), (270, None), (0, (100, 300, 500, 700)),
         (90, (100, 300, 500, 700))]  # fmt: skip


@pytest.mark.parametrize(("rotation", "crop"), CROPS)
def test_a_number_stands_at_the_lower_right_of_what_is_seen(
    rotation: int, crop: tuple[float, float, float, float] | None
) -> None:
    """Scans lie on their side with a mark that turns them; other programs show a part of a page."""
    bound = bind([turned(rotation, crop)], [Piece(source=0, first=0, count=1, stamps=("12/345",))])
    page = pypdfium2.PdfDocument(bound)[0]
    seen = page.render(scale=1, grayscale=True)
    width, height, ink = seen.width, seen.height, bytes(seen.buffer)
    dark = [divmod(at, seen.stride) for at, shade in enumerate(ink) if shade < 128]
    down, across = [y for y, x in dark if x < width], [x for _y, x in dark if x < width]

    assert len(down) > 20
    assert min(down) > height - 30
    assert min(across) > width - 60
    assert max(across) - min(across) > 2 * (max(down) - min(down))  # it lies, not stands


def exif(held: int, order: str = ">") -> bytes:
    tiff = (b"MM\0\x2a" if order == ">" else b"II\x2a\0") + struct.pack(f"{order}I", 8)
    tiff += struct.pack(f"{order}H", 2)
    tiff += struct.pack(f"{order}HHIHH", 0x010F, 3, 1, 7, 0)
    tiff += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, held, 0) + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 8, 8, 200, 400, 0)
    segment = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    return b"\xff\xd8" + segment + frame + b"\xff\xd9"


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("held", range(1, 9))
def test_a_picture_is_set_upright_as_the_telephone_was_held(held: int, order: str) -> None:
    payload = exif(held, order)
    drawn = as_svg(payload)
    lies = held >= 5

    assert orientation(payload) == held
    assert f'width="{200 if lies else 400}" height="{400 if lies else 200}" viewBox' in drawn
    matrix = [float(one) for one in drawn.partition("matrix(")[2].partition(")")[0].split(",")]
    corners = [
        (matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5])
        for x in (0, 400)
        for y in (0, 200)
    ]
    assert (min(corners), max(corners)) == ((0, 0), (200, 400) if lies else (400, 200))


@pytest.mark.parametrize(
    "payload",
    [exif(9), exif(0), exif(6)[:24], b"\xff\xd8\xff\xe1\0\x0aExif\0\0", b"\x89PNG\r\n\x1a\n", b""],
    ids=["nine", "nought", "cut", "empty", "png", "nothing"],
)
def test_what_says_nothing_of_how_it_was_held_is_upright(payload: bytes) -> None:
    assert orientation(payload) == 1
