"""Written names of units against the units of an invented district."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.unitnames import MatchKind, UnitName, match_unit_names

NAMES = [
    (1, "云汀区", "government", "", ()),
    (2, "区委督查室", "department", "", ()),
    (3, "区人民政府办公室", "department", "区政府办", ("区府办",)),
    (4, "区发展和改革局", "department", "", ()),
    (5, "区住房和城乡建设局", "department", "区住建局", ()),
    (6, "区市场监督管理局", "department", "", ()),
    (7, "区人力资源和社会保障局", "department", "", ()),
    (8, "区自然资源和规划局", "department", "", ("国土局",)),
    (9, "区文化和旅游局", "department", "", ()),
    (10, "区文化和体育局", "department", "", ()),
    (11, "区妇女联合会", "department", "", ()),
    (12, "区行政审批局(区政务服务中心)", "department", "", ()),
    (13, "荷塘镇", "township", "", ()),
    (14, "石桥乡", "township", "", ()),
    (15, "城东街道", "township", "", ()),
    (16, "荷塘镇莲心村", "village", "", ()),
    (17, "云汀水务集团", "firm", "", ()),
    (18, "重大项目专班", "task_force", "", ()),
]
UNITS = [
    UnitName(unit_id=pk, name=name, kind=kind, short_name=short, aliases=aliases)
    for pk, name, kind, short, aliases in NAMES
]
DEPARTMENTS = tuple(unit.unit_id for unit in UNITS if unit.kind == "department")

CASES = [
    # written, kind, units
    ("区发展和改革局", "exact", (4,)),
    (" 区发展和改革局 ", "exact", (4,)),
    ("“区发展和改革局”", "exact", (4,)),
    ("区住建局", "alias", (5,)),
    ("区府办", "alias", (3,)),
    ("国土局", "alias", (8,)),
    ("区发改局", "similar", (4,)),
    ("发改局", "similar", (4,)),
    ("云汀区发改局", "similar", (4,)),
    ("云汀区发展和改革局", "alias", (4,)),
    ("区发改委", "similar", (4,)),  # a 委 elsewhere
    ("区发展和改革委员会", "similar", (4,)),
    ("住房城乡建设局", "similar", (5,)),
    ("区人社局", "similar", (7,)),
    ("市场监管局", "similar", (6,)),  # 市 is part of the word
    ("区市监局", "similar", (6,)),
    ("区资规局", "similar", (8,)),  # does not begin with the first character
    ("区妇联", "similar", (11,)),
    ("区行政审批局", "similar", (12,)),
    ("区政府办公室", "similar", (3,)),
    ("区文体局", "similar", (10,)),
    ("区文旅局", "similar", (9,)),
    ("城东街道办", "alias", (15,)),
    ("城东街道办事处", "alias", (15,)),
    ("城东街", "similar", (15,)),
    ("荷塘镇人民政府", "alias", (13,)),
    ("荷塘镇政府", "alias", (13,)),
    ("荷塘镇党委", "similar", (13,)),  # may be a unit of its own
    ("云汀区荷塘镇人民政府", "alias", (13,)),
    ("各镇街", "group", (13, 15)),
    ("各乡镇", "group", (13, 14)),
    ("各乡镇（街道）", "group", (13, 14, 15)),
    ("各镇、街道", "group", (13, 15)),
    ("各街道", "group", (15,)),
    ("区直各部门", "group", DEPARTMENTS),
    ("区级各部门", "group", DEPARTMENTS),
    ("各部门、各单位", "none", ()),  # two words for groups: the reader splits them
    ("各村（社区）", "group", (16,)),
    ("各国有企业", "group", (17,)),
    ("各有关单位", "group", ()),
    ("区直有关部门", "group", ()),
    ("其他相关单位", "group", ()),
    ("街道", "group", (15,)),  # not the one street whose name ends so
    ("街道办事处", "group", (15,)),
    ("镇", "group", (13,)),
    ("镇街", "group", (13, 15)),
    ("乡镇", "group", (13, 14)),
    ("乡镇（街道）", "group", (13, 14, 15)),
    ("各乡镇人民政府", "group", (13, 14)),
    ("村", "group", (16,)),
    ("社区居委会", "group", (16,)),
    ("属地镇街", "group", ()),
    ("部门", "group", ()),
    ("单位", "group", ()),
    ("区直部门", "group", ()),
    ("公司", "group", ()),
    ("市住建局", "none", ()),  # another level of government
    ("人民银行云汀区支行", "none", ()),  # a bank in the district is not its government
    ("市发展和改革局", "none", ()),
    ("区气象局", "none", ()),
    ("区文化局", "similar", (10, 9)),  # two may be meant: a person chooses
    ("局", "none", ()),
    ("荷花镇", "none", ()),
    ("", "none", ()),
    ("  ", "none", ()),
]


@pytest.mark.parametrize(("written", "kind", "unit_ids"), CASES)
def test_a_written_name_means(written: str, kind: str, unit_ids: tuple[int, ...]) -> None:
    match = match_unit_names([written], UNITS)[written]

    assert match.kind == kind
    assert match.unit_ids == unit_ids or sorted(match.unit_ids) == sorted(unit_ids)


def test_the_better_a_name_fits_the_higher_it_scores() -> None:
    names = ["区发展和改革局", "区住建局", "云汀区发展和改革局", "区发改局", "发改局", "区气象局"]
    scores = [match_unit_names([name], UNITS)[name].score for name in names]

    assert scores == sorted(scores, reverse=True)
    assert (scores[0], scores[-1]) == (100, 0)


def test_two_units_of_one_name_are_both_offered() -> None:
    units = [UnitName(unit_id=1, name="规划科"), UnitName(unit_id=2, name="规划科")]

    assert match_unit_names(["规划科"], units)["规划科"].unit_ids == (1, 2)


@given(st.lists(st.text(max_size=12), max_size=8))
def test_each_name_gets_one_answer_and_none_breaks_it(names: list[str]) -> None:
    found = match_unit_names(names, UNITS)

    assert set(found) == set(names)
    assert all((m.kind is MatchKind.NONE) == (m.score == 0) for m in found.values())


@given(st.sampled_from([unit.name for unit in UNITS]))
def test_every_unit_is_found_by_its_own_name(name: str) -> None:
    assert match_unit_names([name], UNITS)[name].kind is MatchKind.EXACT
