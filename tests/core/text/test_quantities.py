"""Quantities: value, range, unit and bound, in whatever writing."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.text.folding import fold
from guatu.core.text.quantities import find_quantities


def shown(text: str) -> list[str]:
    return [
        f"{q.op.value}{q.value}{f'..{q.value_high}' if q.value_high else ''} {q.unit or ''}".strip()
        for q in find_quantities(fold(text).text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不少于80个", [">=80 个"]),
        ("１—２家", ["=1..2 家"]),
        ("7%-8%", ["=7..8 %"]),
        ("5000～6000万元", ["=5000..6000 万元"]),
        ("3亿元至5亿元", ["=3..5 亿元"]),
        ("200多亩", [">=200 亩"]),
        ("20余万人次", [">=200000 人次"]),
        ("3万多户", [">=30000 户"]),
        ("六千万元", ["=6000 万元"]),
        ("百分之七点五以上", [">=7.5 %"]),
        ("千分之三以内", ["<=3 ‰"]),
        ("低于1.70", ["<=1.7"]),
        ("约1,500亩", ["~1500 亩"]),
        ("5万吨/年", ["=50000 吨/年"]),
        ("0.42吨标准煤/万元以内", ["<=0.42 吨标准煤/万元"]),
        ("新签约9个", ["=9 个"]),
        ("附近3个村", ["=3 个"]),
        ("三个安置区", ["=3 个"]),
        ("亿元以上项目", []),
        ("≥95%", [">=95 %"]),
    ],
)
def test_a_quantity_is_read(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@given(
    st.decimals(min_value=0, max_value=10**7, places=2),
    st.sampled_from(["个", "%", "亩", "亿元", "公里", "家"]),
)
def test_what_is_written_is_read_back(value: Decimal, unit: str) -> None:
    (quantity,) = find_quantities(f"完成{value:f}{unit}。")

    assert quantity.value == value
    assert quantity.unit == unit


@given(st.text(alphabet="0123456789.,一二十百万亿个%元-至以上多约 前第", max_size=60))
def test_quantities_are_in_order_and_apart(text: str) -> None:
    found = find_quantities(text)

    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(q.start <= q.number_start < q.number_end <= q.end for q in found)
