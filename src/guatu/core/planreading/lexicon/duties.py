"""Labels of unit lists and the endings of unit names."""

from itertools import product

from guatu.core.text.words import words

_UNIT_NOUNS = words("单位 部门 处室 科室 股室 站所 机构 主体 镇街 乡镇 区县 县区 街道 企业 专班")


def _labels(heads: str, nouns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("".join(pair) for pair in product(words(heads), nouns))


LEAD_LABELS = (
    *_labels("牵头 总牵头 第一牵头 主要牵头 牵头责任 主办 主责 主要责任 首要责任", _UNIT_NOUNS),
    *words(
        "第一牵头单位 总牵头单位 总牵头 主要牵头单位 牵头责任单位 牵头单位 牵头部门 牵头处室",
        "牵头科室 牵头 主责单位 主责部门 主要责任单位 首要责任单位 主办单位 主办部门 主管部门",
        "责任领导所在单位",
    ),
)
SUPPORT_LABELS = (
    *_labels("责任 配合 协办 协同 协助 参与 参加 实施 落实 承办 完成 包保 共同责任", _UNIT_NOUNS),
    *words(
        "责任单位 责任部门 责任主体 责任科室 责任处室 责任镇街 责任乡镇 配合单位 配合部门",
        "协办单位 协办部门 协同单位 协助单位 参与单位 参加单位 参与部门 实施单位 落实单位",
        "实施主体 承办单位 配合 协同部门 成员单位 完成单位",
    ),
)
LEADER_LABELS = (
    *_labels(
        "牵头 责任 分管 包联 包抓 挂钩 联系 包保 督办 挂点 挂联 主管 市级 县级 区级 镇级 街道 班子 项目",
        ("领导", "责任人", "负责人", "联系人", "领导同志"),
    ),
    *words(
        "牵头领导 责任领导 分管领导 包联领导 包抓领导 挂钩领导 联系领导 包保领导 督办领导",
        "挂点领导 挂联领导 市级领导 县级领导 区级领导 牵头县领导 牵头区领导 牵头市领导 责任人",
        "主要责任人 直接责任人 第一责任人 联系人 负责人 牵头人",
    ),
)
DEADLINE_LABELS = words(
    "完成时限 完成时间 时限要求 办结时限 整改时限 时间节点 完成期限 时限 时间要求",
    "整改期限 推进时限 责任时限 计划完成时间",
)
OTHER_LABELS = words(
    "督导单位 督办单位 监督单位 验收单位 备注 工作措施 整改措施 整改目标 工作目标",
    "监管单位 指导单位",
)
# Endings of unit names, longest first where one holds another.
SUFFIXES = words(
    "局 委 办 厅 部 院 所 队 站 处 科 股 室 社 会 团 校 中心 公司 集团 银行 镇 乡 街道 街",
    "镇街 乡镇 开发区 高新区 园区 管委会 管理区 新区 社区 村 区 县 市 旗 州 部门 单位",
    "机关 纪委监委 政府 党委 党组 党工委 法院 检察院 大队 支队 总队 专班 指挥部 领导小组",
    "工会 团委 妇联 科协 残联 工商联 文联 侨联 红十字会 供电 电信 移动 联通 厂 银监 林场",
    "农场 组 馆 台 分局 支行 医院 学院 大学 协会 商会 企业 铁塔 邮政 烟草 人大 政协",
    "政法委 宣传部 组织部 统战部",
)
