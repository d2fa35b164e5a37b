"""Names of a county's units stand whole beside one another, however their words are made."""

from __future__ import annotations

from itertools import pairwise

import pytest

from guatu.core.adopting.unitcells import read_units

WRITTEN = """
县委办公室 县政府办公室 县纪委监委 县委组织部 县委宣传部 县委统战部 县委政法委 县委编办 县直机关工委
县直属机关工作委员会 县信访局 县委党校 县档案馆 县总工会 团县委 县妇女联合会 县工商业联合会
县残疾人联合会 县文学艺术界联合会 县社会科学界联合会 县供销合作社联合社 县农村信用合作联社 县科学技术协会
县红十字会 县发展和改革局 县教育和体育局 县科学技术局 县工业和信息化局 县公安局 县民政局 县司法局 县财政局
县人力资源和社会保障局 县自然资源和规划局 县住房和城乡建设局 县交通运输局 县水务局 县农业农村局 县商务局
县文化和旅游局 县卫生健康局 县退役军人事务局 县应急管理局 县审计局 县国有资产监督管理委员会
县市场监督管理局 县统计局 县医疗保障局 县行政审批服务局 县综合行政执法局 县乡村振兴局 县林业和草原局
县地方金融服务中心 县投资促进服务中心 县公共资源交易中心 县大数据中心 县融媒体中心 县城市建设投资集团有限公司
县税务局 县气象局 县消防救援大队 县供电公司 县邮政管理局 县烟草专卖局 中国人民银行某县支行 县经济开发区管委会
中共某县委县直机关工作委员会 县委县直机关工委
河西街道办事处 城关镇人民政府 云岭乡 联合村村民委员会 县人民法院 县人民检察院 县人武部
"""
NAMES = WRITTEN.split()


@pytest.mark.parametrize("mark", ["、", "，", ",", "；", "\n", " ", "/"])
def test_names_beside_one_another_stay_whole(mark: str) -> None:
    for pair in pairwise(NAMES):
        found = read_units(mark.join(pair), leads=True)
        assert sorted([*found.leads, *found.supports]) == sorted(pair), pair


@pytest.mark.parametrize("name", NAMES)
def test_a_name_with_its_role_stays_whole(name: str) -> None:
    for written in (f"{name}牵头", f"{name}（牵头）", f"牵头单位：{name}", f"由{name}牵头负责"):
        assert read_units(written, leads=True).leads == (name,), written
    for written in (f"县财政厅会同{name}", f"县财政厅牵头，{name}配合"):
        found = read_units(written, leads=True)
        assert (found.leads, found.supports) == (("县财政厅",), (name,)), written
