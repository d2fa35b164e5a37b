"""What the words of heads mean, as the tables of offices use them."""

from __future__ import annotations

import re
from enum import StrEnum

from guatu.core.adopting.headwords import ENGLISH
from guatu.core.planreading.lexicon import columns as heads
from guatu.core.planreading.lexicon import duties as labels
from guatu.core.text.words import words


class Meaning(StrEnum):
    """What guatu makes of a column. A field of the kind is none of these but its own key."""

    NUMBER = "number"
    HEADING = "heading"  # what the lines are grouped by
    TITLE = "title"
    STANDARD = "standard"
    LEAD = "lead"
    SUPPORT = "support"
    SUPERVISE = "supervise"
    LEADER = "leader"
    START = "start"
    DUE = "due"
    PROGRESS = "progress"
    PROBLEM = "problem"
    NEXT = "next"
    AMOUNT = "amount"
    PLACE = "place"
    KEEP = "keep"  # kept with the line as it was, and nothing is made of it
    LEAVE = "leave"  # not taken: telephone numbers and the like


PROBLEMS = words(
    "风险 风险点 主要风险 风险隐患 风险问题 风险及问题",
    "存在问题 问题 存在的问题 困难问题 存在困难 主要问题 问题及困难 存在困难问题 存在的困难和问题",
    "存在问题及困难 需协调解决的问题 需协调事项 需协调解决问题 堵点难点 问题困难 存在问题和困难",
)
NEXT_STEPS = words(
    "下一步措施 下步措施 下一步打算 下步打算 下一步计划 下步计划 下一步工作 下步工作 下一步工作打算",
    "下一步工作计划 下一步工作措施 下步工作安排 下一步工作安排 下一步推进措施 下步举措 下一步举措",
    "整改打算 解决措施 对策建议 下一步安排 下步工作打算 下步工作计划",
)
PROGRESS = words(
    "进展情况 工作进展 目前进展 当前进展 推进情况 完成情况 落实情况 最新进展 工作进展情况 目前进展情况",
    "本周进展 本月进展 本期进展 进展 工作推进情况 任务完成情况 工作完成情况 整改情况 整改进展 办理情况",
    "推进成效 工作推进成效 取得成效 阶段成效 阶段性成效 进展成效 进展及成效 工作进展及成效 战况",
    "当前进展情况 截至目前进展 实施进展 工作落实情况 项目进展 形象进度 工作动态 目前进度 项目进度 汇总进展",
)
MEASURES = words(
    "工作措施 具体措施 主要措施 推进措施 整改措施 重点举措 工作举措 推进举措 主要举措 具体举措 保障措施",
    "落实举措 攻坚举措 任务举措 措施 举措",
)
PRIVATE = words("联系电话 电话 手机 手机号 联系方式 手机号码 身份证号 身份证 电话号码 办公电话")
STANDARDS = words(
    "完成标准 工作标准 验收标准 工作要求 目标要求 工作目标 年度目标 目标 预期目标 预期成效 目标任务要求",
    "考核标准 成果形式 完成目标 工作目标及要求 整改目标 标准 要求 任务目标 预期效果 目标成效 达到标准",
    "工作成效 全年目标 年度工作目标 销号标准",
)
SUPERVISORS = words(
    "督导单位 督办单位 监督单位 督查单位 监管单位 验收单位 督办部门 督导部门 督促单位 考核单位"
)
STATES = words(
    "进展状态 任务状态 项目状态 工作状态 整改状态",
    "状态 当前状态 办理状态 完成状态 是否完成 销号情况 亮灯 亮灯情况 进度 完成进度 完成率 完成比例 推进状态",
)
# As guatu's own export of a ledger calls its columns, where no office does.
EXPORTED: dict[str, Meaning | str] = {
    **dict.fromkeys(words("台账 环节 单位自评 上报日期 填报日期 来源 效力 亮灯"), Meaning.KEEP),
    **dict.fromkeys(words("所属章节 章节 所属部分"), Meaning.HEADING),
    **dict.fromkeys(words("最近填报 最新填报"), Meaning.PROGRESS),
    **dict.fromkeys(words("资金 资金额 投资金额"), Meaning.AMOUNT),
}
# Later lines win: what is said last is the surest.
EXACT: dict[str, Meaning | str] = {
    **EXPORTED,
    **dict.fromkeys(heads.REMARK, Meaning.KEEP),
    **dict.fromkeys(STATES, Meaning.KEEP),
    **dict.fromkeys(heads.PHASE, Meaning.KEEP),
    **dict.fromkeys(heads.STAGE, Meaning.KEEP),
    **dict.fromkeys(heads.CATEGORY, Meaning.HEADING),
    **dict.fromkeys(heads.PLACE, Meaning.PLACE),
    **dict.fromkeys(heads.CONTENT, Meaning.STANDARD),
    **dict.fromkeys(heads.TOTAL, Meaning.AMOUNT),
    **dict.fromkeys(heads.DETAIL, Meaning.STANDARD),
    **dict.fromkeys(heads.TARGET, Meaning.STANDARD),
    **dict.fromkeys(heads.TITLE, Meaning.TITLE),
    **dict.fromkeys(heads.PROJECT, Meaning.TITLE),
    **dict.fromkeys(heads.START, Meaning.START),
    **dict.fromkeys(heads.SCHEDULE, Meaning.KEEP),
    **dict.fromkeys(heads.DEADLINE, Meaning.DUE),
    **dict.fromkeys(labels.DEADLINE_LABELS, Meaning.DUE),
    **dict.fromkeys(labels.LEADER_LABELS, Meaning.LEADER),
    **dict.fromkeys(heads.GENERIC_UNITS, Meaning.SUPPORT),
    **dict.fromkeys(heads.OWNER, Meaning.KEEP),
    **dict.fromkeys(labels.SUPPORT_LABELS, Meaning.SUPPORT),
    **dict.fromkeys(labels.LEAD_LABELS, Meaning.LEAD),
    **dict.fromkeys(SUPERVISORS, Meaning.SUPERVISE),
    **dict.fromkeys(STANDARDS, Meaning.STANDARD),
    **dict.fromkeys(MEASURES, "measures"),
    **dict.fromkeys(PROBLEMS, Meaning.PROBLEM),
    **dict.fromkeys(NEXT_STEPS, Meaning.NEXT),
    **dict.fromkeys(PROGRESS, Meaning.PROGRESS),
    **dict.fromkeys(PRIVATE, Meaning.LEAVE),
    **dict.fromkeys(heads.NUMBER, Meaning.NUMBER),
    "联系人": Meaning.KEEP,
    "联络员": Meaning.KEEP,
    "责任人": Meaning.LEADER,
    "编码": Meaning.NUMBER,
    **{word: Meaning(meaning) for meaning, some in ENGLISH.items() for word in some},
}
WITHIN_HEADS: tuple[tuple[re.Pattern[str], Meaning | str], ...] = (
    (re.compile("电话|手机|身份证"), Meaning.LEAVE),
    (re.compile("^序$|序号|编号$|单号$"), Meaning.NUMBER),
    (re.compile("(?:类型|类别|分类)$"), Meaning.HEADING),
    (re.compile("(?:未|没|滞后|逾期|存在).*原因"), Meaning.PROBLEM),
    (
        re.compile("(?:整改|办理|处理|处置|落实|推进|化解|答复|治理)结果|进度(?:怎样|如何|怎么样)"),
        Meaning.PROGRESS,
    ),
    (re.compile("(?:进展|情况|成效)[及和与、/]?(?:存在|主要)?的?(?:问题|困难)"), Meaning.PROGRESS),
    (
        re.compile("^[需拟提]?请?.{0,2}(?:提请|报请|请求|协调|研究).*(?:事项|问题)$"),
        Meaning.PROBLEM,
    ),
    (re.compile("问题|困难|堵点|卡点|难点|瓶颈|症结|障碍"), Meaning.PROBLEM),
    (re.compile("下一?[步周月季期]|下一?阶段|打算"), Meaning.NEXT),
    (re.compile("进展|完成情况|落实情况|推进情况|战果|程度$|已[做开完]"), Meaning.PROGRESS),
    (re.compile("督[办查导](?:单位|部门)?$|监督"), Meaning.SUPERVISE),
    (re.compile("领导|责任人|负责人|牵头人|包[联保抓]"), Meaning.LEADER),
    (re.compile("牵头|主[办责](?:单位|部门)?"), Meaning.LEAD),
    (re.compile("配合|协[办同作助]|参[与加]|会办|联办"), Meaning.SUPPORT),
    (re.compile("责任(?:单位|部门|主体)|承办|实施(?:单位|主体)|第一责任"), Meaning.SUPPORT),
    (
        re.compile(
            "实际.*(?:时间|日期)|^(?!.*(?:完成|整改|办结)).*(?:批示|交办|报送|填报|更新|会议|[发来收]文"
            "|登记|签订|检查|督查|巡查|发现|受理|立案|反馈|下达|转办|召开|研究|立项|批复|移交|通报|答复日).*(?:时间|日期)"
        ),
        Meaning.KEEP,
    ),
    (re.compile("开工|启动|开始"), Meaning.START),
    (re.compile("完成时|完[成工]月份?$|期限|时限|截止|办结|竣工|限期"), Meaning.DUE),
    (re.compile("投资|资金|金额|经费|预算|造价"), Meaning.AMOUNT),
    (re.compile("措施|举措"), "measures"),
    (re.compile("(?:时间|日期)$"), Meaning.DUE),
    (re.compile("[一二三四]季度|\\d月"), Meaning.KEEP),
    (re.compile("标准|目标|要求|成效|成果|指标"), Meaning.STANDARD),
    (re.compile("(?:领域|板块)$"), Meaning.HEADING),
    (re.compile("地点|地址|位置|属地|所在地"), Meaning.PLACE),
    (re.compile("(?<!概)情况$|动态$"), Meaning.PROGRESS),
    (re.compile("(?<!计量)(?:单位|部门|主体)$"), Meaning.SUPPORT),
    (re.compile("任务|事项|工作|项目|(?<!会议)(?<!文件)(?<!企业)名称$"), Meaning.TITLE),
    (re.compile("内容"), Meaning.STANDARD),
)
