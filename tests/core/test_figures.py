"""Figures as people write them are read exactly, or not at all."""

from __future__ import annotations

import pytest

from guatu.core.figures import read_figure

MEASURES = frozenset({"亿元", "万元", "%", "亩", "万亩", "个", "位"})


@pytest.mark.parametrize(
    ("written", "value", "measure"),
    [
        ("12.6亿元", "12.6", "亿元"),
        ("１２．６ 亿元", "12.6", "亿元"),
        ("7.5%", "7.5", "%"),
        ("1.70", "1.70", None),
        ("1,234.5万元", "1234.5", "万元"),
        ("1.3万亩", "1.3", "万亩"),
        ("1.3万个", "13000.0", "个"),
        ("二十三个", "23", "个"),
        ("-0.8%", "-0.8", "%"),
        ("同比下降3.2%", "-3.2", "%"),
        ("增长 8%", "8", "%"),
        ("123456789012345.67万元", "123456789012345.67", "万元"),
    ],
)
def test_a_figure_is_read_as_written(written: str, value: str, measure: str | None) -> None:
    found = read_figure(written, MEASURES)

    assert found is not None
    assert (str(found.value), found.measure) == (value, measure)


def test_a_rank_has_no_unit_of_measure() -> None:
    found = read_figure("第3名", MEASURES)

    assert found is not None
    assert (found.value, found.measure) == (3, None)


@pytest.mark.parametrize(
    "written", ["", "约12", "12到15亿元", "12.6个亿吧", "1e5", "NaN", "9" * 61]
)
def test_what_is_no_single_figure_is_not_guessed_at(written: str) -> None:
    assert read_figure(written, MEASURES) is None
