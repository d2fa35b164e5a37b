"""Management acts that recur, and the words of their intervals."""

from guatu.core.text.words import words

ACTS = words(
    "调度会议 调度会 调度 通报会 通报 小结 总结 例会 汇报 报告 报送 上报 评比 比武 考核",
    "考评 测评 督查 督导 督办 督战 研判 会商 会办 会诊 销号 排名 晾晒 比拼 比看 观摩 拉练",
    "评议 讲评 点评 评估 清单 简报 专报 更新 巡查 检查 抽查 走访 分析 推进会 联席会议",
    "党委会 碰头会 碰头 会议 工作清单 擂台赛 擂台 盘点 对账 交账 亮灯 公示 公布 复盘 约谈",
    "述职 暗访 核查 梳理 回访 巡河 演练 打分 评价 统计 督促 红黑榜 曝光 攻坚日 结账 调研",
    "推进 落实 讲堂 反馈 验收 排查 整治 接访 结算 评定 提醒 晒比 晒 比 评 报",
)
# Acts that recur only where 每 says so: 周推进 or 季度整治 is no fixed act.
LOOSE_ACTS = words(
    "推进 落实 整治 排查 检查 会议 报告 攻坚日 反馈 验收 统计 梳理 调研 评价 分析 走访 评估 更新"
)
INTERVALS = (
    ("day", ("日", "天", "工作日")),
    ("week", ("周", "星期", "礼拜")),
    ("month", ("月", "个月", "月度")),
    ("quarter", ("季", "季度", "个季度")),
    ("half-year", ("半年", "半年度")),
    ("year", ("年", "年度", "全年")),
)
