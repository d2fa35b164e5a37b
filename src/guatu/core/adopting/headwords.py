"""Words of heads that the plans' tables do not use: English, shortened, and those of weekly ledgers."""

from __future__ import annotations

from guatu.core.text.words import words

# Written in small letters without blanks or marks, as heads are compared.
ENGLISH: dict[str, tuple[str, ...]] = {
    "number": words("no # id item sn serial serialno serialnumber itemno"),
    "heading": words("category group section area theme workstream pillar"),
    "title": words("task tasks title taskname action activity project workitem description initiative"),
    "standard": words("target goal standard requirement requirements deliverable deliverables content"),
    "lead": words("lead leadunit leadingunit leadagency leaddepartment owner responsibleunit"),
    "support": words(
        "support supportunit supportunits supportingunit supportingunits supportingagencies partners",
    ),
    "leader": words("leader leaders leaderincharge personincharge responsibleperson"),
    "start": words("start startdate begin begindate startson"),
    "due": words("due duedate deadline dueon enddate finish finishdate completiondate targetdate"),
    "progress": words("progress currentprogress statusupdate update updates progresstodate"),
    "problem": words("problem problems issue issues risk risks difficulties obstacles"),
    "next": words("next nextstep nextsteps nextaction nextactions plannedactions"),
    "amount": words("amount budget investment cost totalinvestment"),
    "place": words("place location site address"),
    "keep": words("remark remarks note notes comment comments status state"),
    "leave": words("phone telephone mobile contactnumber tel"),
}  # fmt: skip
