"""What a figure cannot be, and what its reporter is asked about again; gathering over units."""

from __future__ import annotations

from decimal import Decimal

import pytest

from guatu.core.decomposing import Gather, Gathered, Leaf, gather
from guatu.core.figures import read_figure
from guatu.core.pace import Facet
from guatu.core.plausible import Candidate, Doubt, doubt_about
from guatu.core.shapes import Shape, Wording, infer_shape, is_fall

TOTAL = {"shape": Shape.CUMULATIVE, "facet": Facet.CUMULATIVE, "measure": "个", "is_whole": True}


@pytest.mark.parametrize(
    ("fields", "value", "doubt"),
    [
        ({"shape": Shape.GROWTH, "measure": "%"}, "1200000", Doubt.TOO_MANY_PER_CENT),
        ({"shape": Shape.GROWTH, "measure": "%"}, "-1000.1", Doubt.TOO_MANY_PER_CENT),
        ({"shape": Shape.GROWTH, "measure": "%"}, "1000", None),
        ({"shape": Shape.SHARE, "measure": "‰"}, "10001", Doubt.TOO_MANY_PER_CENT),
        ({"shape": Shape.SHARE, "measure": "‰"}, "1000", None),
        ({"shape": Shape.SHARE, "measure": "%"}, "100.1", Doubt.BEYOND),
        ({"shape": Shape.SHARE, "measure": "%"}, "-1", Doubt.BEYOND),
        ({"shape": Shape.SHARE, "measure": "个百分点"}, "-1", None),
        (TOTAL, "-1", Doubt.BEYOND),
        ({"shape": Shape.RANK, "measure": None}, "0", Doubt.NO_PLACE),
        ({"shape": Shape.RANK, "measure": None}, "1.5", Doubt.NO_PLACE),
        ({"shape": Shape.RANK, "measure": None}, "2", None),
        (TOTAL, "12.5", Doubt.NO_WHOLE),
        (TOTAL | {"factor": Decimal(10000)}, "1.25", None),  # 1.25万户
        (TOTAL | {"factor": Decimal(10000)}, "1.25005", Doubt.NO_WHOLE),
        (TOTAL | {"last": Decimal(300)}, "299", Doubt.FELL),
        (TOTAL | {"last": Decimal(300), "facet": Facet.PERIOD}, "299", None),
        (TOTAL | {"last": Decimal(300)}, "3000", Doubt.JUMPED),
        (TOTAL | {"last": Decimal(300)}, "2999", None),
        ({"shape": Shape.LEVEL, "measure": "亩", "last": Decimal(300)}, "30", Doubt.JUMPED),
        ({"shape": Shape.LEVEL, "measure": "亩", "last": Decimal(0)}, "30", None),
    ],
)
def test_what_speaks_against_a_value(
    fields: dict[str, object], value: str, doubt: Doubt | None
) -> None:
    one = Candidate(**({"facet": Facet.POINT} | fields), value=Decimal(value))  # type: ignore[arg-type]

    assert doubt_about(one) is doubt


@pytest.mark.parametrize(
    ("written", "value"),
    [("下降3.2%", "3.2"), ("3.2%", "3.2"), ("上升1.1%", "-1.1"), ("同比降低 ３．２％", "3.2")],
)
def test_a_fall_is_read_as_a_fall(written: str, value: str) -> None:
    found = read_figure(written, {"%"}, is_fall=True)

    assert found is not None
    assert found.value == Decimal(value)


def test_a_minus_before_a_fall_is_not_guessed_at() -> None:
    assert read_figure("-3.2%", {"%"}, is_fall=True) is None


@pytest.mark.parametrize(
    ("name", "shape", "falls"),
    [
        ("单位生产总值能耗下降", Shape.GROWTH, True),
        ("信访量降幅", Shape.GROWTH, True),
        ("事故起数下降率", Shape.GROWTH, True),
        ("压减低效用地", Shape.CUMULATIVE, True),
        ("降低登记失业率", Shape.CONTROL, False),
        ("工业投资", Shape.GROWTH, False),
    ],
)
def test_a_name_says_whether_its_values_are_falls(name: str, shape: Shape, falls: bool) -> None:  # noqa: FBT001 a row of the table
    assert is_fall(name, shape) is falls


def test_two_ends_that_are_to_be_kept_make_a_range() -> None:
    kept = Wording(indicator="消费价格涨幅", quote="消费价格涨幅保持在2%—3%之间", measure="%")
    aimed = Wording(indicator="营业收入", quote="营业收入增长9%—10.5%", measure="%", is_growth=True)

    both = [Wording(indicator=w.indicator, quote=w.quote, measure="%", is_growth=w.is_growth,
                    has_range=True) for w in (kept, aimed)]  # fmt: skip
    assert [infer_shape(one) for one in both] == [Shape.RANGE, Shape.GROWTH]
    assert infer_shape(kept) is Shape.SHARE


LEAVES = [
    Leaf(actual=Decimal(6), weight=Decimal(1)),
    Leaf(actual=Decimal(9), weight=Decimal(2)),
    Leaf(actual=None, weight=Decimal(5)),
]


@pytest.mark.parametrize(
    ("how", "larger", "value"),
    [
        (Gather.SUM, True, "15"),
        (Gather.WEIGHTED, True, "8"),  # (1×6 + 2×9) ÷ 3: the silent one has no say
        (Gather.WORST, True, "6"),
        (Gather.WORST, False, "9"),
        (Gather.BEST, True, "9"),
        (Gather.BEST, False, "6"),
        (Gather.NONE, True, None),
    ],
)
def test_leaves_together_as_one_says(how: Gather, larger: bool, value: str | None) -> None:  # noqa: FBT001 a row of the table
    found = gather(how, LEAVES, is_larger_better=larger)

    assert found == Gathered(
        value=None if value is None else Decimal(value),
        leaf_count=3,
        silent_count=1,
        unweighted_count=0,
    )


def test_a_mean_without_all_weights_is_none() -> None:
    found = gather(Gather.WEIGHTED, [*LEAVES, Leaf(actual=Decimal(1))], is_larger_better=True)

    assert (found.value, found.unweighted_count) == (None, 1)
