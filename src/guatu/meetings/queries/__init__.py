"""Reads of meetings, always for an actor (D8)."""

from guatu.meetings.queries.meetings import meetings_between, visible_meeting, visible_meetings

__all__ = ["meetings_between", "visible_meeting", "visible_meetings"]
