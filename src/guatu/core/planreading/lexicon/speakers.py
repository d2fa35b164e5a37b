"""Words by which a body is known that speaks for itself: its ending, its posts, its party organ."""

from guatu.core.text.words import words

POSTS = words(
    "第一书记 书记 主任 局长 镇长 乡长 部长 院长 校长 董事长 总经理 行长 主席 会长",
    "支队长 大队长 所长 站长 主要负责人 负责人",
)
CHIEFS = words("区长 县长 市长")
ENDINGS = words(
    "局 办公室 办 街道 镇 乡 管委会 集团 公司 中心 开发区 商务区 度假区 经济区 高新区 示范区",
    "新区 园区 学院 法院 检察院 监委 纪委 委员会 工商联 联合会 总队 支队 大队 村 社区 委 部 厅",
)
PARTY = words("党工委 党委 党组 工委 机关党委 党支部 党总支")
# How a body calls itself in its own statement.
SELVES = words("集团 公司 我局 我镇 我区 全局 全镇 街道 村")
