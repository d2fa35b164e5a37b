"""What nobody needs any more: old copies in persons' lists, and the log of old deliveries."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from guatu.notices.models import Delivery, NoticeCopy

KEPT = timedelta(days=400)  # a year and the time to look back at it
BATCH = 500
BATCHES = 40  # of one run: the rest goes with the next ones


def forget_old(now: datetime) -> int:
    """Delete old copies and ended deliveries; return how many. Safe to repeat.

    The notice stays: its key says that it was told, and its units count for their month. A delivery
    that went out within a digest goes before the digest.
    """
    copies = NoticeCopy.objects.filter(notice__told_at__lt=now - KEPT)
    ended = Delivery.objects.filter(ended_at__lt=now - KEPT, merged__isnull=True)
    return forget(copies) + forget(ended)


def forget(rows: QuerySet[NoticeCopy] | QuerySet[Delivery]) -> int:
    gone = 0
    for _batch in range(BATCHES):
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not keys:
            break
        rows.model.objects.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone
