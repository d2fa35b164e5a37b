"""Words that say where a commitment comes from: from above, or from the unit's own promise."""

from guatu.core.text.words import words

# Above whose own level a level stands; a bare 上级 stands above all.
LEVELS = (
    ("国家", 5), ("中央", 5), ("国务院", 5),
    ("自治区", 4), ("省", 4),
    ("地区", 3), ("自治州", 3), ("州", 3), ("盟", 3), ("市", 3),
    ("自治县", 2), ("县", 2), ("区", 2), ("旗", 2),
    ("街道", 1), ("镇", 1), ("乡", 1),
)  # fmt: skip
# Behind a level: it gave the task. 市下达任务, 省定目标, 国家考核任务.
GIVEN = words(
    "下达 核定 交办 分解下达 考核下达 安排下达 下派 部署下达 指定 考核任务 考核目标 考核指标",
    "定任务 定目标 定指标 定计划 定标准 级下达 级核定 级交办 级考核 级指标 级目标任务",
    "分解任务 分解给 要求完成 规定任务 给我",
)
# Words that name a task from above without a level.
FROM_ABOVE = words(
    "上级下达 上级核定 上级交办 上级考核 上级指标 上级任务 上级目标 上级规定 上级要求 上级分解",
    "下达我 下达给我 对上承诺 对上签订 向上承诺 约束性指标下达 规定动作",
)
# Words of a promise that the unit makes by itself.
PLEDGE = words(
    "自报 自加压力 自我加压 自我加码 自加任务 自定 自设 自愿 承诺 认领 立军令状 立下军令状",
    "签订军令状 签下军令状 军令状 申报目标 申报任务 申报数 主动加压 主动请缨 揭榜领办 表态",
    "自主申报 自选动作 亮诺 践诺 认定目标书",
)
# Words that hold a sign and are none: 信用承诺 and 告知承诺制 promise no quantity of this plan.
NO_PLEDGE = words(
    "承诺制 承诺书 告知承诺 信用承诺 服务承诺 承诺件 承诺时限 承诺时间 承诺办 公开承诺 承诺践诺",
    "党员承诺 承诺期限 诚信承诺 承诺活动 承诺事项 认领制 认领树 认领机制 认领微心愿 自愿服务 认领帮扶",
    "自愿认领 自定义 不承诺 自愿参保 自愿退出 自愿有偿 依法自愿",
)
