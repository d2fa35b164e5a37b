"""The shape of an indicator follows from the words of its target."""

from __future__ import annotations

import pytest

from guatu.core.shapes import Bound, Shape, Wording, infer_shape, is_larger_better

CASES = [
    ("全区外贸总额增长6%以上", "外贸总额", ">=", "%", True, Shape.GROWTH, True),
    ("工业投资增速力争全市第一", "工业投资增速", "=", None, False, Shape.RANK, False),
    ("营商环境评价进入全市前三", "营商环境评价", "<=", None, False, Shape.RANK, False),
    ("守牢18.2万亩耕地红线", "耕地", "=", "亩", False, Shape.FLOOR, True),
    ("城乡居民收入比缩小到1.66以内", "城乡居民收入比", "<=", None, False, Shape.CONTROL, False),
    ("登记失业率控制在4.2%以内", "登记失业率", "<=", "%", False, Shape.CONTROL, False),
    ("森林覆盖率稳定在47%以上", "森林覆盖率", ">=", "%", False, Shape.SHARE, True),
    ("新增停车泊位1200个", "新增停车泊位", "=", "个", False, Shape.CUMULATIVE, True),
    ("地区生产总值总量突破390亿元", "地区生产总值总量", ">=", "亿元", False, Shape.CUMULATIVE, True),
    ("一般公共预算收入达到18.5亿元", "一般公共预算收入", "=", "亿元", False, Shape.CUMULATIVE, True),
    ("常住人口达到36万人", "常住人口", "=", "人", False, Shape.LEVEL, True),
    ("工业用地亩均税收提高到12万元以上", "工业用地亩均税收", ">=", "万元", False, Shape.LEVEL, True),
    ("单位能耗0.4吨标准煤/万元", "单位能耗", "=", "吨标准煤/万元", False, Shape.LEVEL, False),
    ("平均容积率1.5", "平均容积率", ">=", None, False, Shape.LEVEL, True),
    ("立案数下降8%", "立案数下降", "=", "%", True, Shape.GROWTH, True),
    ("事故死亡人数20人", "事故死亡人数", "=", "人", False, Shape.CUMULATIVE, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("quote", "indicator", "bound", "measure", "is_growth", "shape", "larger"), CASES
)
def test_shape_and_direction(  # noqa: PLR0913 a row of the table
    *,
    quote: str,
    indicator: str,
    bound: str,
    measure: str,
    is_growth: bool,
    shape: Shape,
    larger: bool,
) -> None:
    wording = Wording(
        indicator=indicator, quote=quote, bound=Bound(bound), measure=measure, is_growth=is_growth
    )

    assert (infer_shape(wording), is_larger_better(wording, shape)) == (shape, larger)
