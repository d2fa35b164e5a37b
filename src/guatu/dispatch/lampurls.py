"""Addresses of lamp rules."""

from guatu.core.actors import Actor, Role
from guatu.dispatch.views import lampediting, lamprules
from guatu.ledgers.policies import can_open_ledgers
from guatu.shell.routes import act, route


def can_manage_rules(actor: Actor) -> bool:
    """Route level: an office; whose set or campaign it is, is decided at the object."""
    return actor.holds(Role.CAMPAIGN_OFFICE)


LAMP_URLS = [
    route("lamp-rules/", lamprules.index, name="lamp-rules", policy=can_open_ledgers),
    route(
        "lamp-rules/choose/<slug:slug>/",
        lamprules.choose,
        name="lamp-rules-choose",
        policy=can_manage_rules,
    ),
    route(
        "lamp-rules/set/<slug:rules>/",
        lamprules.one_set,
        name="lamp-rule-set",
        policy=can_open_ledgers,
    ),
    act(
        "lamp-rules/set/<slug:rules>/copy/",
        lamprules.copy,
        name="lamp-rules-copy",
        policy=can_manage_rules,
    ),
    route(
        "lamp-rules/set/<slug:rules>/edit/",
        lampediting.edit,
        name="lamp-rules-edit",
        policy=can_manage_rules,
    ),
]
