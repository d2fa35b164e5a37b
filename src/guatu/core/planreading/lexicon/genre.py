"""Words that tell the kind of a document."""

from guatu.core.text.words import words

# Words that plans, reports and speeches of administration cannot do without.
OFFICIAL = words(
    "责任 单位 目标 任务 推进 推动 确保 力争 全县 全市 全区 全镇 全省 全乡 街道 乡镇 政府 党委 工委 部门 项目 建设",
    "改造 新增 完成 落实 实施 提升 加快 加强 整治 治理 重点 方案 行动 发展 产业 企业 投资 招商 民生 保障 就业 督查",
    "调度 考核 通报 牵头 配合 攻坚 专班 排查 整改 办结 覆盖率 达标 达到 培育 引进 规上 财政",
    "增长 服务 群众 村 社区 工作 集团 公司 园区 开发区 领导 会议 年度 季度 指标 措施 机制",
)
# Endings of the names of laws and statutes.
LAWS = words("法 条例 法典 规则 章程 法规 司法解释 实施条例 管理规定 处罚规定 暂行规定 若干规定")
# Endings that only look so: 考核办法 sets out work, 工作方法 too.
NO_LAWS = words("办法 方法 做法 打法 想法 执法 司法 普法")
