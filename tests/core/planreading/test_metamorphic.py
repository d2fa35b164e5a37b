"""One plan in other writings of the same words gives the same ledger."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guatu.core.planreading import read_plan, to_document

PASSAGES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("passages.toml").read_text("utf-8")
)["passage"]
PLACES = {"quote", "start", "end", "quote_start", "quote_end", "body_start", "body_end"}
FULL = str.maketrans("0123456789%()-,:;", "０１２３４５６７８９％（）－，：；")
HALF = {**{ord(c) + 0xFEE0: c for c in "0123456789%()-,:;."}, ord("（"): "(", ord("）"): ")"}


def full_width(text: str) -> str:
    # The mark of 1. and the point of 6.5 have no one full-width form that offices use.
    return text.translate(FULL)


def half_width(text: str) -> str:
    return text.translate(HALF)


def spelled_percent(text: str) -> str:
    return re.sub(r"(?<![\d-])(\d+(?:\.\d+)?)%(?!-)", r"百分之\1", text)


def windows_lines(text: str) -> str:
    return text.replace("\n", "\r\n")


def old_mac_lines(text: str) -> str:
    return text.replace("\n", "\r")


def more_blanks(text: str) -> str:
    return re.sub(r"([，。；\n\d])(?![\d.])", "\\1\u00a0 ", "\u3000\u3000" + text)


def more_lines(text: str) -> str:
    return text.replace("\n", "\n\n \n")


def ledger(text: str) -> dict[str, Any]:
    document = to_document(read_plan(text), doc="x")
    kinds = ("targets", "facts", "tasks", "phases", "projects", "cadence")
    return {
        kind: [
            {key: plain(value) for key, value in item.items() if key not in PLACES}
            for item in document[kind]
        ]
        for kind in kinds
    }


def plain(value: object) -> object:
    """Names are quoted as written, so they are compared in half width and without blanks."""
    if isinstance(value, list):
        return [plain(part) for part in value]
    if not isinstance(value, str):
        return value
    value = re.sub(r"\s", "", half_width(value))
    return re.sub(r"百分之(\d+(?:\.\d+)?)", r"\1%", value)


@pytest.mark.parametrize(
    "rewritten",
    [
        full_width,
        half_width,
        spelled_percent,
        windows_lines,
        old_mac_lines,
        more_blanks,
        more_lines,
    ],
    ids=lambda change: change.__name__,
)
@pytest.mark.parametrize("passage", PASSAGES, ids=[p["name"] for p in PASSAGES])
def test_another_writing_gives_the_same_ledger(
    passage: dict[str, Any], rewritten: Callable[[str], str]
) -> None:
    text = passage["text"]

    assert ledger(rewritten(text)) == ledger(text)


@pytest.mark.parametrize("shift", ["", "前言。\n", "\ufeff\n\n"])
def test_quotes_move_with_the_text(shift: str) -> None:
    text = shift + "2025年新增规上企业 12 家，建成青川大桥。"

    (target,) = read_plan(text).targets

    assert text[target.start : target.end] == target.quote == "2025年新增规上企业 12 家"
