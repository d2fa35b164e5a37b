"""Which pages are for an actor's eyes: a notice is a link only where its page is (D8).

An app registers, for a page that is about one object, what finds of some keys those that an actor
sees. Of a page without a key its route's policy decides; one with a key and without a register is
drawn as no link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from urllib.parse import urlsplit

from django.urls import Resolver404, ResolverMatch, resolve

from guatu.campaigns.queries.campaigns import visible_campaigns
from guatu.core.actors import Actor

Sight = Callable[[Actor, frozenset[int]], Collection[int]]
_sights: dict[str, Sight] = {}


def register(route: str, sight: Sight) -> None:
    """Register what of some keys an actor sees at a route such as `ledgers:entry`."""
    _sights[route] = sight


def open_addresses(actor: Actor, addresses: Iterable[str]) -> frozenset[str]:
    """Return the addresses whose pages the actor may open; a query for each route among them."""
    found: set[str] = set()
    keyed: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    named: dict[str, list[str]] = defaultdict(list)
    for address in set(addresses):
        match = match_of(address)
        if match is None or not match.func.policy(actor):  # type: ignore[attr-defined]  # `route`
            continue
        keys = [key for key in match.kwargs.values() if isinstance(key, int)]
        if slug := match.kwargs.get("slug"):
            named[slug].append(address)
        elif not match.kwargs:
            found.add(address)
        elif len(keys) == len(match.kwargs) == 1 and match.view_name in _sights:
            keyed[match.view_name][keys[0]].append(address)
    for route, rows in keyed.items():
        for key in _sights[route](actor, frozenset(rows)):
            found.update(rows[key])
    if named:
        seen = visible_campaigns(actor).filter(slug__in=named).order_by()
        for slug in seen.values_list("slug", flat=True):
            found.update(named[slug])
    return frozenset(found)


def match_of(address: str) -> ResolverMatch | None:
    """Return the page at an address of this installation; None if there is none."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    return match if hasattr(match.func, "policy") else None
