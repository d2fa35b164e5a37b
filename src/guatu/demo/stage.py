"""What each part of the demo is laid on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.demo.laying import Laying
from guatu.demo.settling import Settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a part is laid on: the district, the main campaign, and the day of the demo."""

    general: Campaign
    settled: Settled
    laying: Laying
    seed: int

    @property
    def today(self) -> date:
        return self.laying.today

    @property
    def office(self) -> Actor:
        return self.settled.actor("office", self.today)
