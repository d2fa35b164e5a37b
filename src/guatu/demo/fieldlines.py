"""What the field ledgers of the demo hold: one generator a kind, from the words and a draw. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

WAN = 10_000 * 100  # fen
PLACES_OF = {"large": 1_200_000_000, "middle": 260_000_000, "small": 46_000_000}
HOUSES = 20  # in an area


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One entry to be: `place` is where it stands among the stages; `filled` fields by stage."""

    title: str
    lead: str
    place: int
    fields: Mapping[str, Any]
    later: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    number: str = ""
    site: str = ""
    supervisor: str = ""
    amount_fen: int | None = None
    days_ahead: int | None = None

    def fields_at(self) -> dict[str, Any]:
        """Return the fields as far as the course has come: a stage fills what it asks for."""
        found = dict(self.fields)
        for place, values in self.later.items():
            if self.place >= place:
                found |= values
        return found


def spread(count: int, weights: list[int], draw: random.Random) -> list[int]:
    """Return `count` places by weight, every place that has a weight at least once."""
    places = [place for place, weight in enumerate(weights) if weight]
    rest = draw.choices(range(len(weights)), weights, k=count - len(places))
    found = places + rest
    draw.shuffle(found)
    return found


def investment(words: Mapping[str, Any], draw: random.Random, today: date) -> Iterator[FieldLine]:
    firms = list(words["firms"])
    for at, place in enumerate(spread(len(firms), [3, 3, 6, 4, 3, 3, 2, 0, 1], draw)):
        line = words["lines"][at % len(words["lines"])]
        product = draw.choice(line["products"])
        size = draw.choices(["large", "middle", "small"], [1, 4, 5])[0]
        money = int(PLACES_OF[size] * draw.uniform(0.7, 1.6)) // 1_000_000 * 1_000_000
        yield FieldLine(
            title=f"{firms[at]}{line['trade']}{product}项目",
            number=f"ZS{at + 1:03d}",
            lead=words["leads"][at % len(words["leads"])],
            place=place,
            fields={
                "firm": f"{firms[at]}{line['trade']}有限公司（模拟）",
                "chain": line["chain"],
                "found_on": (today - timedelta(days=draw.randint(1, 160))).isoformat(),
                "contact": f"模拟联系人{at + 1:03d}",
            },
            later={
                1: {"land": f"{draw.randint(8, 260)}.0"},
                3: {"size": size, "source_place": draw.choice(words["places"])},
            },
            amount_fen=money * 100 if place >= 2 else None,  # noqa: PLR2004 from the talks on
        )


def relocation(words: Mapping[str, Any], draw: random.Random, _today: date) -> Iterator[FieldLine]:
    places = spread(HOUSES * 3, [2, 4, 5, 6, 16, 8, 8, 14], draw)
    for at, place in enumerate(places):
        code, area = words["areas"][at // HOUSES]
        house = f"{code}-{at % HOUSES + 1:03d}"
        way = draw.choice(words["ways"])
        floor = draw.randint(70, 380)
        money = floor * draw.randint(32, 52) * 10_000
        yield FieldLine(
            title=f"{area}{house}户",
            lead=words["leads"][at // HOUSES],
            place=place,
            site=area,
            fields={
                "house_code": house,
                "difficulty": draw.choices(["easy", "talk", "hard"], [6, 3, 1])[0],
                "householder": f"模拟住户{at + 1:03d}",
            },
            later={
                2: {
                    "area_mu": f"{draw.randint(12, 240) / 100:.2f}",
                    "floor_area": f"{floor}.00",
                },
                4: {"resettle": way},
                7: {"paid_money": money},
            },
            amount_fen=money if place >= 3 else None,  # noqa: PLR2004 valued and later
        )


def enterprise_service(
    words: Mapping[str, Any], draw: random.Random, today: date
) -> Iterator[FieldLine]:
    asks = [(topic, text) for topic, texts in words["asks"].items() for text in texts]
    places = spread(len(asks) * 2, [2, 3, 8, 6, 21], draw)
    for at, place in enumerate(places):
        topic, text = asks[at % len(asks)]
        firm = words["firms"][(at * 3) % len(words["firms"])]
        yield FieldLine(
            title=f"{firm}{text}",
            number=f"QF{at + 1:03d}",
            lead=words["leads"][at % len(words["leads"])],
            place=place,
            fields={
                "firm": firm,
                "topic": topic,
                "channel": draw.choice(["visit", "hotline", "counter", "meeting"]),
                "received_on": (today - timedelta(days=draw.randint(0, 9))).isoformat(),
                "contact": f"模拟联系人{at + 1:03d}",
            },
            later={
                3: {
                    "outcome": draw.choices(
                        ["solved", "partly", "explained", "impossible"], [12, 4, 3, 1]
                    )[0]
                },
                4: {
                    "rating": draw.choices(
                        ["pleased", "fair", "not_pleased", "none"], [10, 4, 1, 3]
                    )[0]
                },
            },
        )


def livelihood(words: Mapping[str, Any], draw: random.Random, _today: date) -> Iterator[FieldLine]:
    for at, (title, sort, quantity, measure, lead, money) in enumerate(words["items"]):
        place = [2, 2, 3, 2, 2, 2, 1, 4, 2, 5][at % 10]
        share = {1: 0, 2: draw.randint(35, 90), 3: 100}.get(place, 100)
        done = quantity * share // 100
        yield FieldLine(
            title=title,
            number=f"民生{at + 1}",
            lead=lead,
            place=place,
            fields={
                "field": sort,
                "quantity": str(quantity),
                "measure": measure,
                "public_note": f"已完成{done}{measure}，占全年任务的{share}%。",
            },
            later={2: {"done": str(done)}},
            amount_fen=money * WAN,
            days_ahead=draw.randint(20, 70),
        )


def risk_point(words: Mapping[str, Any], draw: random.Random, _today: date) -> Iterator[FieldLine]:
    spots = [(sort, row[0], spot) for sort, row in words["sorts"].items() for spot in row[1:]]
    for at in range(36):
        sort, supervisor, spot = spots[at % len(spots)]
        lead = words["leads"][(at * 5) % len(words["leads"])]
        place = draw.choices([0, 1, 2], [28, 5, 3])[0]
        yield FieldLine(
            title=f"{lead}{spot}{at // len(spots) + 1}号点",
            lead=lead,
            supervisor=supervisor,
            place=place,
            site=f"{lead}{at % 7 + 1}组",
            fields={
                "point_code": f"FX-{at + 1:03d}",
                "sort": sort,
                "level": draw.choices(["major", "large", "usual"], [1, 3, 8])[0],
                "people": str(draw.choice([0, 4, 8, 12, 26, 45, 60, 120])),
                "guardian": f"{lead}包片负责人",
                "shelter": "沿村道向高处转移至村委会",
            },
        )


Generator = Callable[[Mapping[str, Any], random.Random, date], Iterator[FieldLine]]
GENERATORS: Mapping[str, Generator] = {
    "investment": investment,
    "relocation": relocation,
    "enterprise_service": enterprise_service,
    "livelihood": livelihood,
    "risk_point": risk_point,
}
