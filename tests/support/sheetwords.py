"""What test sheets say."""

from __future__ import annotations

from guatu.core.chart import SheetWords
from guatu.core.lamps import Lamp

HEADS = {
    "lamp": "亮灯",
    "title": "具体内容",
    "standard": "工作要求",
    "measures": "工作措施",
    "unit": "牵头单位",
    "owner": "责任人",
    "due": "完成时限",
    "standing": "环节",
    "next": "下一节点",
}
WORDS = SheetWords(
    title="某区作战进度图",
    notes=("模拟数据 · 数据截至 2026-06-18 09:00，未封存", "审计链第 8 条"),
    heads=HEADS,
    lamp=lambda lamp: f"■ {lamp[:4]}",
    by_hand=lambda day: f"人工认定至{day.month}月{day.day}日",
    day=lambda day: f"{day.month}月{day.day}日" if day else "未定时限",
    continued=lambda name: f"{name}（续）",
    legend={"met": "节点达成", "star": "* 人工认定"},
    page=lambda number, count: f"第{number}张 共{count}张",
    totals={Lamp.ON_PACE: 3},
    others="等",
    cut="… 未印全",
)
