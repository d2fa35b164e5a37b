"""Who of one house gets at the finance office's objects, route by route."""

from __future__ import annotations

from worlds import World

from guatu.core.actors import Role

# The same roles at a town that has nothing to do with the finance office.
ELSEWHERE = {
    "town_office": Role.CAMPAIGN_OFFICE,
    "town_leader": Role.LEADER,
    "town_assessor": Role.ASSESSOR,
    "town_admin": Role.UNIT_ADMINISTRATOR,
    "town_approver": Role.APPROVER,
}
STRANGERS = frozenset(ELSEWHERE) | {"stranger"}  # a liaison of that town

# Short names of those who get in; whoever else the route's policy lets pass is told 404.
OFFICE = frozenset({"office"})
LOOKERS = frozenset({"office", "leader", "assessor"})
SPEAKERS = frozenset({"liaison", "approver", "unit_admin"})
ANSWERERS = frozenset({"liaison", "approver"})
HOUSE = frozenset({"liaison", "approver", "unit_admin", "office", "leader", "assessor"})
HOUSING = frozenset({"housing_liaison", "housing_approver"})
READERS = HOUSE | HOUSING  # housing supports the entry
WRITERS = frozenset({"approver", "unit_admin", "office"})
KEEPERS = frozenset({"unit_admin", "security"})
NAMERS = frozenset({"office", "system"})
ACCOUNTS = frozenset({"unit_admin", "system"})
REGISTER = frozenset({"unit_admin", "office", "security", "system"})
LIAISON = frozenset({"liaison"})
SYSTEM = frozenset({"system"})
JOBS = frozenset({"system", "office", "liaison"})  # who runs guatu, whose scope it is, who asked

INSIDE: dict[str, frozenset[str]] = {
    "burden:complaint": frozenset({"office", "leader"}),
    "burden:turn-on": OFFICE | {"town_office"},
    "burden:unit": HOUSE,
    "jobs:cancel": JOBS,
    "jobs:progress": JOBS,
    "jobs:retry": JOBS,
    "accounts:account-activate": ACCOUNTS,
    "accounts:account-deactivate": ACCOUNTS,
    "accounts:account-reset": ACCOUNTS,
    "accounts:appointment-end": KEEPERS,
    "accounts:hand-over": REGISTER,
    "accounts:handover": REGISTER,
    "accounts:handover-scan": REGISTER,
    "accounts:handover-sign": KEEPERS,
    "accounts:person": REGISTER,
    "accounts:post": REGISTER,
    "accounts:post-abolish": KEEPERS,
    "accounts:post-appoint": KEEPERS,
    "accounts:post-order": NAMERS | KEEPERS,
    "accounts:post-staff": frozenset({"unit_admin"}),
    "accounts:unit": REGISTER | {"assessor"},
    "accounts:intake": SYSTEM,  # who loaded it
    "accounts:intake-apply": SYSTEM,
    "accounts:intake-drop": SYSTEM,
    "accounts:task-force": REGISTER | {"assessor", "liaison", "approver", "leader"},
    "accounts:unit-alias": NAMERS,
    "accounts:unit-alias-remove": NAMERS,
    "accounts:unit-close": SYSTEM,
    "accounts:unit-edit": NAMERS,
    "accounts:unit-merge": SYSTEM,
    "accounts:unit-move": SYSTEM,
    "accounts:unit-post": KEEPERS,
    "accounts:unit-rename": NAMERS,
    "accounts:unit-seat": OFFICE,
    "accounts:unit-split": SYSTEM,
    "accounts:unit-seat-leave": OFFICE,
    "audit:event": frozenset({"auditor"}),
    "campaigns:adopt": OFFICE,
    "campaigns:correct": HOUSE - {"leader", "assessor"},
    "campaigns:indicator": HOUSE,
    "campaigns:pace": OFFICE,
    "campaigns:confirm-meaning": SPEAKERS,
    "campaigns:provide": SPEAKERS,
    "campaigns:report": HOUSE - {"leader", "assessor"},
    "campaigns:settle": OFFICE,
    "campaigns:sheet": LIAISON,
    "campaigns:sheet-apply": LIAISON,
    "campaigns:sheet-drop": LIAISON,
    "campaigns:target": HOUSE,
    "dispatch:attach": LIAISON,
    "dispatch:close": OFFICE,
    "dispatch:correct": frozenset({"liaison", "approver", "office"}),
    "dispatch:decide-correction": OFFICE,
    "dispatch:detach": LIAISON,
    "dispatch:draft": LIAISON,
    "dispatch:entry-stream": READERS,
    "dispatch:file": READERS,
    "dispatch:freeze": OFFICE,
    "dispatch:lamp-rules-choose": OFFICE,
    "dispatch:lamp-rules-edit": OFFICE,
    "dispatch:open": OFFICE,
    "dispatch:paper": READERS,
    "dispatch:receipt": LIAISON,
    "dispatch:withdraw-correction": LIAISON,  # who asked
    "dispatch:relight": OFFICE,
    "dispatch:silence": LOOKERS,
    "dispatch:return": frozenset({"approver"}),
    "dispatch:round": frozenset({"office", "leader", "assessor"}),
    "dispatch:save": frozenset({"liaison", "housing_liaison"}),
    "ledgers:adopt": OFFICE,
    "ledgers:create": OFFICE,
    "ledgers:duties": OFFICE,
    "ledgers:edit": WRITERS,
    "ledgers:goal-decide": OFFICE,
    "ledgers:goal-move": OFFICE,
    "ledgers:goal-save": SPEAKERS | OFFICE,
    "ledgers:goal-withdraw": SPEAKERS,
    "ledgers:goal-year": READERS,
    "ledgers:entry": READERS,
    "ledgers:lamp-end": frozenset({"office", "leader"}),
    "ledgers:lamp-proof": READERS,
    "ledgers:lamp-set": frozenset({"office", "leader"}),
    "ledgers:lamps": READERS,
    "ledgers:log": WRITERS | {"liaison"},
    "ledgers:log-proof": READERS,
    "ledgers:logs": READERS,
    "ledgers:look": WRITERS | {"liaison"},
    "ledgers:strike-log": OFFICE,
    "ledgers:milestones": OFFICE,
    "ledgers:keeper": OFFICE,
    "ledgers:need": READERS,
    "ledgers:need-ask": WRITERS,
    "ledgers:need-settle": HOUSING | OFFICE,
    "ledgers:need-withdraw": WRITERS,
    "ledgers:nodes": OFFICE,
    "ledgers:proof": READERS,
    "ledgers:track": HOUSING,
    "ledgers:track-proof": HOUSE | HOUSING,
    "ledgers:responsibility-entry": READERS,
    "notices:open": LIAISON,  # whoever was told
    "ledgers:source": READERS,
    "ledgers:stage": WRITERS,
    "supervision:answer": ANSWERERS,
    "supervision:ask": ANSWERERS,
    "supervision:close": OFFICE,
    "supervision:decide": OFFICE,
    "supervision:directive": HOUSE,  # not housing, which supports the entry (D8)
    "supervision:entry": READERS,
    "supervision:file": HOUSE,
    "supervision:letter": HOUSE,
    "supervision:reopen": OFFICE,
    "supervision:return": OFFICE,
    "supervision:rules-drop": OFFICE,
    "supervision:sign": ANSWERERS,
    "supervision:split": ANSWERERS,
    "supervision:start": ANSWERERS,
    "supervision:withdraw": OFFICE,
    "planning:accept": OFFICE,
    "planning:adjustment": HOUSE,
    "planning:adjustment-decide": OFFICE,
    "planning:adjustment-file": HOUSE,
    "planning:adjustment-sign": OFFICE,
    "planning:adjustment-withdraw": WRITERS,
    "planning:ask-entry": WRITERS,
    "planning:ask-target": WRITERS,
    "planning:entry-adjustments": READERS,
    "planning:settle-entry": OFFICE,
    "planning:settle-target": OFFICE,
    "planning:target-adjustments": HOUSE,
    "planning:target-parts": HOUSE,
    "planning:clauses": frozenset({"office", "leader", "assessor"}),
    "planning:confirm": OFFICE,
    "planning:entry-sources": READERS,
    "planning:file": frozenset({"office", "leader", "assessor"}),
    "planning:kin": OFFICE,
    "planning:lines": OFFICE,
    "planning:lines-all": OFFICE,
    "planning:match": OFFICE,
    "planning:merge": OFFICE,
    "planning:target-sources": HOUSE,
    "planning:decompose": OFFICE,
    "planning:discard": OFFICE,
    "planning:edit": OFFICE,
    "planning:finish": OFFICE,
    "planning:issuance": LOOKERS,
    "planning:issuing-answer": SPEAKERS,
    "planning:issuing-approve": frozenset({"leader"}),
    "planning:issuing-consult": OFFICE,
    "planning:issuing-entry": READERS,
    "planning:issuing-force": OFFICE,
    "planning:issuing-issue": OFFICE,
    # housing has a part in the line, too, and may object to it
    "planning:issuing-object": SPEAKERS | {"housing_liaison", "housing_approver"},
    "planning:issuing-paper": OFFICE,
    "planning:issuing-return": frozenset({"leader", "office"}),
    "planning:issuing-rule": OFFICE,
    "planning:issuing-scan": LOOKERS,
    "planning:issuing-sheet": LOOKERS,
    "planning:issuing-sign": SPEAKERS,
    "planning:issuing-skip": OFFICE,
    "planning:issuing-submit": OFFICE,
    "planning:item": OFFICE,
    "planning:keep": OFFICE,
    "planning:new": OFFICE,
    "planning:plan": frozenset({"office", "leader", "assessor"}),
    "planning:pulse": OFFICE,
    "planning:split": OFFICE,
    "planning:take-units": OFFICE,
    "planning:turn": OFFICE,
    "planning:undo": OFFICE,
    "planning:unit": OFFICE,
}
# A sheet is a frame that everybody opens; its rows are filtered, which tests/ledgers holds. So is
# what a campaign handed down, and an office beneath takes lines on (tests/planning/test_cascade.py).
OPEN_TO_ALL = frozenset(
    {
        # units of measure are the installation's; tests/campaigns/test_measures.py holds who
        "campaigns:measure-remove",
        "ledgers:goals",
        "accounts:intake-template",
        "ledgers:force-entries",
        "ledgers:responsibility",
        "ledgers:responsibility-set",
        "ledgers:responsibility-unit",
        "dispatch:lamp-rule-set",  # by what is lit is for everybody to read, and to copy
        "dispatch:lamp-rules-copy",
        # whoever sees a campaign sees its periods, with what it may know in them: tests/dispatch
        "dispatch:past",
        "dispatch:past-newest",
        "dispatch:period",
        "dispatch:period-rows",
        "dispatch:periods",
        "dispatch:write-opinion",
        "ledgers:sheet",
        # a kind holds for the whole installation; tests/ledgers holds who opens its ledger where
        "ledgers:kind",
        "ledgers:kind-edit",
        "ledgers:kind-open",
        "overview:chart",
        "overview:chart-file",
        "overview:needs",
        "planning:breakdown",
        "planning:breakdown-file",
        "planning:cascade",
        "planning:hand-down",
    }
)
# The object is in sight, the act on it is not for them: 403 and not 404.
REFUSED = {
    **dict.fromkeys(
        (f"supervision:{name}" for name in ("answer", "ask", "sign", "split", "start")),
        HOUSE - ANSWERERS,
    ),
    **dict.fromkeys(
        (f"supervision:{name}" for name in ("close", "decide", "reopen", "return", "withdraw")),
        HOUSE - OFFICE,
    ),
    "accounts:unit-close": OFFICE,  # it closes task forces alone
    "dispatch:attach": frozenset({"housing_liaison"}),
    "dispatch:detach": frozenset({"housing_liaison"}),
    "dispatch:draft": frozenset({"housing_liaison"}),
    "dispatch:lamp-rules-edit": frozenset({"town_office"}),
    "dispatch:silence": LOOKERS,
    "dispatch:return": frozenset({"housing_approver", "office"}),  # not their turn
    "dispatch:withdraw-correction": frozenset({"approver", "office"}),  # another asked
    "dispatch:write-opinion": frozenset({"town_office"}),
    "ledgers:create": frozenset(
        {"liaison", "approver", "unit_admin", "housing_liaison", "housing_approver"}
        | {"town_office", "town_admin", "town_approver", "stranger"}
    ),
    "ledgers:log": frozenset({"housing_liaison", "housing_approver"}),
    "ledgers:look": frozenset({"leader", "assessor", "housing_liaison", "housing_approver"}),
    "ledgers:strike-log": frozenset(
        {"liaison", "approver", "unit_admin", "housing_liaison", "housing_approver"}
    ),
    "ledgers:goal-save": frozenset({"housing_liaison", "housing_approver"}),
    "ledgers:goal-withdraw": frozenset({"housing_liaison", "housing_approver", "office"}),
    "planning:adjustment-decide": HOUSE - {"office"},
    "planning:adjustment-sign": frozenset({"approver", "unit_admin"}),
    "ledgers:edit": frozenset({"liaison", "housing_liaison", "housing_approver"}),
    "ledgers:keeper": frozenset({"town_office"}),
    "ledgers:need-ask": HOUSING | {"liaison"},
    "ledgers:need-settle": SPEAKERS,
    "ledgers:need-withdraw": HOUSING | {"liaison"},
    "ledgers:track": WRITERS | {"liaison"},  # what comes next is the keeper's
    "ledgers:stage": frozenset({"liaison", "housing_liaison", "housing_approver"}),
}


def add_strangers(world: World) -> None:
    for name, role in ELSEWHERE.items():
        world.add(name, world.town, role)
