"""Tables of notices."""

from guatu.notices.models.deliveries import Channel, Delivery, DeliveryTry
from guatu.notices.models.notices import (
    Feed,
    FeedEvent,
    Notice,
    NoticeCopy,
    NoticeUnit,
    Preference,
)

__all__ = [
    "Channel",
    "Delivery",
    "DeliveryTry",
    "Feed",
    "FeedEvent",
    "Notice",
    "NoticeCopy",
    "NoticeUnit",
    "Preference",
]
