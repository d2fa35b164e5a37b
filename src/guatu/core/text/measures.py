"""Measure words and units that follow a number in Chinese documents."""

from guatu.core.text.words import words

COUNTERS = words(
    "个 家 户 套 间 部 处 座 所 条 项 件 名 人 台 辆 艘 架 只 头 羽 株 棵 栋 幢 层 口 眼",
    "孔 道 门 支 队 班 对 册 本 篇 份 张 场 次 例 起 宗 亩次 天 块 片 批 期 位 颗 盏 根 组 段 届",
    "村 镇 床 枚 种 类 款 单 笔 轮 代 张床位 个床位 人次 班次 户次",
    "场次 批次 家次 项次 台套 台(套) 套(间) 间(套) 户(人) 个(处) 处(个) 名(人) 件(套) 件套 车次 标准箱",
    "对次 学位 学时 课时 站次 车位 泊位",
    "班列 列 航班 架次 艘次 例次 篇次 条次 人份 剂次 剂 例 尾 箱次 首 幅 集",
    "机位 工位 席 桌 间次 台班 人天",
)
AMOUNTS = words(
    "元 美元 港元 欧元 人民币 元/亩 元/人 元/平方米 亩 公顷 平方米 平米 平方公里 平方千米",
    "平方 立方米 立方 方 方土 ㎡ m² m2 m³ 公里 千米 米 里 延米 延长米 厘米 毫米 km KM",
    "吨 公斤 千克 克 斤 吨标准煤 吨/年 吨/日 吨/天 吨/小时 方/日 立方米/日 公斤/亩 千瓦",
    "兆瓦 吉瓦 千瓦时 度 MW GW kW KW kWh 千伏安 千伏 kV KV 微克/立方米 毫克/升 兆",
    "PFlops 倍 分 分贝 成 个点 个百分点 百分点 % ‰ 辆次 箱 标箱 TEU 桩 枪 杆",
    "平方千米 公里/小时 吨公里 立方千米 立方米/秒 立方 升 毫升 公升 毫克 微克 微克/升 毫克/立方米",
    "度电 千瓦 万千瓦 兆瓦时 吉瓦时 MWh GWh MWp 千伏安 兆伏安 MVA 焦 吉焦 蒸吨 帕 兆帕",
    "元/吨 元/千瓦时 元/平米 吨/亩 斤/亩 公斤/人 亩/户 人/户 PB TB GB P Gbps Mbps 兆比特",
    "工作日 个工作日 小时 个小时 分钟 秒",
)
MEASURES = tuple(sorted({*COUNTERS, *AMOUNTS}, key=lambda unit: (-len(unit), unit)))
# What a Chinese numeral counts: after 三 or 十 only these make a quantity, others are words (三级, 百强).
PLAIN_COUNTERS = words(
    "个 家 户 套 间 处 座 所 条 项 件 名 台 辆 栋 幢 万亩 亩 公里 平方公里 平方米 吨 元",
    "亿元 万元 人次 场 个百分点 百分点 头 只 株 支 批次 眼 倍 轮",
    "% 成 人 名 张 所 辆 公顷 立方米 平方千米 千米 万户 户次 台套 班次 架 艘 羽 宗 棵 米 兆瓦",
    "千瓦 场次 公斤 万吨 万人 万人次 万平方米 万立方米 万公里 亿斤 万株 万头 个工作日 番",
)
