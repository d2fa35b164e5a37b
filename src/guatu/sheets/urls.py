"""Addresses of sheets."""

from guatu.sheets import adopturls, policies
from guatu.sheets.views import exchange, lists, returns
from guatu.shell.routes import act, route

app_name = "sheets"
EXCHANGE = policies.can_exchange_some
EXPORT = policies.can_export_some

urlpatterns = [
    route("", exchange.index, name="index", policy=EXCHANGE),
    route("rounds/<int:round_id>/", exchange.one_round, name="round", policy=EXCHANGE),
    act("rounds/<int:round_id>/issue", exchange.issue, name="issue", policy=EXCHANGE),
    act("rounds/<int:round_id>/drop", exchange.drop, name="drop", policy=EXCHANGE),
    route("books/<int:book_id>", exchange.book, name="issued-book", policy=EXCHANGE),
    route("issues/<int:issue_id>.zip", exchange.archive, name="issue-zip", policy=EXCHANGE),
    route("returns/<int:batch_id>/", returns.batch, name="batch", policy=EXCHANGE),
    act("returns/<int:batch_id>/apply", returns.apply_all, name="batch-apply", policy=EXCHANGE),
    route(
        "returns/<int:batch_id>/faults.zip",
        returns.all_faults,
        name="batch-faults",
        policy=EXCHANGE,
    ),
    route("returns/books/<int:book_id>/", returns.book, name="book", policy=EXCHANGE),
    act("returns/books/<int:book_id>/apply", returns.apply, name="book-apply", policy=EXCHANGE),
    act("returns/books/<int:book_id>/drop", returns.drop, name="book-drop", policy=EXCHANGE),
    act("returns/books/<int:book_id>/undo", returns.undo, name="book-undo", policy=EXCHANGE),
    route("returns/books/<int:book_id>/file", returns.original, name="book-file", policy=EXCHANGE),
    route(
        "returns/books/<int:book_id>/faults", returns.faults, name="book-faults", policy=EXCHANGE
    ),
    route("lists/<slug:code>/", lists.one_list, name="list", policy=EXPORT),
    act("lists/<slug:code>/make", lists.make, name="list-make", policy=EXPORT),
    route("lists/made/<int:export_id>/", lists.made, name="list-made", policy=EXPORT),
    route("lists/made/<int:export_id>/file", lists.file, name="list-file", policy=EXPORT),
    *adopturls.urlpatterns,
]
