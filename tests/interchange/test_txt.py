"""Plain text files: what is read, and the one sentence for what is not."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.errors import CoreError, UnreadableFile, UnreadableReason
from guatu.interchange.limits import MAX_TEXT_BYTES
from guatu.interchange.txt import read_text

PLAN = "澄川县2025年重点工作方案\r\n一、总体要求\r\n　　新增规上企业12家，力争增长8%。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "utf-32"]
)
def test_legitimate_encodings_are_read_with_their_line_ends(encoding: str) -> None:
    assert read_text(PLAN.encode(encoding), name="plan.txt") == PLAN


def test_utf16_big_endian_with_a_mark_is_read() -> None:
    assert read_text(b"\xfe\xff" + PLAN.encode("utf-16-be"), name="plan.txt") == PLAN


def test_rare_characters_of_names_pass_in_gb18030() -> None:
    text = "责任人：王喆、李玥、赵堃；地点：深圳湾畔䲟鱼码头。\n" * 3

    assert read_text(text.encode("gb18030"), name="plan.txt") == text


@pytest.mark.parametrize(
    ("payload", "reason", "words"),
    [
        (b"", UnreadableReason.EMPTY, "is empty"),
        (b" \r\n\t ", UnreadableReason.EMPTY, "is empty"),
        (b"\xef\xbb\xbf", UnreadableReason.EMPTY, "is empty"),
        (bytes(range(256)) * 8, UnreadableReason.NOT_TEXT, "holds no text"),
        ("Größe der Straße\n".encode("cp1252") * 9, UnreadableReason.UNKNOWN_ENCODING, "encoding"),
        (
            "計畫內容說明與執行方式檢討\n".encode("big5") * 9,
            UnreadableReason.UNKNOWN_ENCODING,
            "UTF-8",
        ),
    ],
)
def test_what_is_no_readable_text_is_refused_in_one_sentence(
    payload: bytes, reason: UnreadableReason, words: str
) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_text(payload, name="plan.txt")

    message = str(caught.value)
    assert caught.value.reason is reason
    assert caught.value.code == reason.value
    assert words in message
    assert message.startswith("plan.txt ")
    assert message.count(". ") == 0
    assert message.endswith(".")


def test_random_bytes_are_refused() -> None:
    payload = b"".join(hashlib.sha256(bytes([i, j])).digest() for i in range(9) for j in range(99))

    with pytest.raises(UnreadableFile, match="holds no text"):
        read_text(payload, name="noise.txt")


def test_the_error_is_a_core_error_and_a_value_error() -> None:
    assert issubclass(UnreadableFile, CoreError)
    assert issubclass(UnreadableFile, ValueError)


def test_a_payload_over_the_limit_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="at most 20 MB"):
        read_text(b"a" * (MAX_TEXT_BYTES + 1), name="plan.txt")


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_clear_refusal(payload: bytes) -> None:
    message = ""
    try:
        text = read_text(payload, name="x.txt")
    except UnreadableFile as error:
        text, message = "", str(error)

    assert text.strip() or message.startswith("x.txt ")
