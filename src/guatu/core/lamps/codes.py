"""The lamps themselves."""

from __future__ import annotations

from enum import StrEnum


class Lamp(StrEnum):
    """亮灯状态. The order is from worst to best."""

    OVERDUE = "overdue"  # 逾期, red
    SEVERE = "severe"  # 严重滞后, red
    BEHIND = "behind"  # 滞后, yellow
    DUE_SOON = "due_soon"  # 临期, blue
    ON_PACE = "on_pace"  # 达序时, green
    UNREPORTED = "unreported"  # 未报, grey
    PENDING = "pending"  # 待发布, grey
    NOT_STARTED = "not_started"  # 未启动, grey
    DONE = "done"  # 办结, grey with a tick
