"""What the demo dates is never still to come on the day of the load, whatever the hour."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from guatu.demo.series import at_hour, not_ahead

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def early(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Let it be early in the morning."""
    now = timezone.make_aware(datetime.combine(TODAY, time(6, 11)))
    monkeypatch.setattr("guatu.demo.series.timezone.now", lambda: now)
    return now


def test_moments_of_today_are_past_and_keep_their_order(early: datetime) -> None:
    moments = [at_hour(TODAY, hour, minute) for hour in range(7, 24) for minute in (0, 59)]

    assert all(moment <= early for moment in moments)
    assert moments == sorted(set(moments))
    assert {timezone.localdate(moment) for moment in moments} == {TODAY}


def test_moments_that_are_past_or_of_other_days_stay(early: datetime) -> None:
    for moment in (early, early - timedelta(hours=3), early + timedelta(days=2)):
        assert not_ahead(moment) == moment
    assert timezone.localtime(at_hour(TODAY, 5, 30)).hour == 5
