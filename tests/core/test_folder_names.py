"""Names of folders out of titles: any system takes them, and nothing is taken for an ending."""

from __future__ import annotations

import pytest

from guatu.core.filenames import folder_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("01 建设1.5万平方米厂房", "01 建设1.5万平方米厂房"),
        ("02 甲/乙\\丙：丁? ", "02 甲_乙_丙：丁"),
        ("03 一行\n二行\t三", "03 一行 二行 三"),
        ("04 句号结尾...", "04 句号结尾"),
        ("\u202e05 倒写", "05 倒写"),
        ("..", "folder"),
    ],
)
def test_a_title_names_a_folder(title: str, name: str) -> None:
    assert folder_name(title) == name


def test_a_long_title_is_cut_between_two_signs() -> None:
    name = folder_name("06 " + "长" * 200, 120)

    assert name == "06 " + "长" * 39
    assert len(name.encode()) <= 120
