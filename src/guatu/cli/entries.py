"""`guatu entries`: a ledger as a file, and an old ledger taken over from one."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from guatu.cli.audit import open_installation
from guatu.cli.outputs import refuse_missing_folder

if TYPE_CHECKING:  # the command line starts without Django
    from guatu.sheets.models import Adoption
    from guatu.sheets.queries.meant import About, Meant, Question

SHOWN = 20  # doubts of a refusal
ROWS_SHOWN = 5  # of one doubt
CAMPAIGN = click.argument("campaign")
KIND = click.argument("kind")


@click.group()
def entries() -> None:
    """Ledgers as files: `export` writes one, `import` takes an old one over."""


@entries.command("export")
@CAMPAIGN
@KIND
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--english", is_flag=True, help="In English; else in Chinese.")
@click.pass_obj
def write(folder: Path, campaign: str, kind: str, file: Path, *, english: bool) -> None:
    """Write the ledger KIND (all: every one) of CAMPAIGN, by their short names, as FILE (.xlsx)."""
    if file.suffix.lower() != ".xlsx":
        raise click.BadParameter("a ledger is written as .xlsx", param_hint="FILE")
    refuse_missing_folder(file)
    open_installation(folder)
    from django.http import QueryDict  # noqa: PLC0415 after the set-up
    from django.utils import translation  # noqa: PLC0415
    from django.utils.http import urlencode  # noqa: PLC0415

    from guatu.core.actors import SYSTEM  # noqa: PLC0415
    from guatu.ledgers.queries import ALL  # noqa: PLC0415
    from guatu.sheets.actions.exporting import export, note_taken  # noqa: PLC0415
    from guatu.sheets.lists.entries import read_entries  # noqa: PLC0415
    from guatu.shell.errors import ShellError  # noqa: PLC0415

    query = urlencode({"slug": campaign, "code": ALL if kind == "all" else kind})
    with translation.override("en" if english else "zh-hans"):
        try:
            listed = read_entries(SYSTEM, QueryDict(query))
        except ShellError as error:
            raise click.ClickException(
                f"there is no ledger {kind} of a campaign {campaign}"
            ) from error
        made = export(SYSTEM, listed)
        try:
            file.write_bytes(made.payload)
        except OSError as error:
            raise click.ClickException(f"{file}: {error.strerror}") from error
        note_taken(SYSTEM, listed, made, code="entries", query=query)
    click.echo(f"{file}: {made.count} entries")


@entries.command("import")
@CAMPAIGN
@KIND
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--sheet",
    "numbers",
    type=click.IntRange(1),
    multiple=True,
    help="Which sheet of the file, several times for several; else the fullest.",
)
@click.option(
    "--all-sheets", is_flag=True, help="Every sheet that shows and holds a table with a head."
)
@click.option("--guesses", is_flag=True, help="Answer doubts as guatu proposes, where it does.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Keep what the file tells of progress as each entry's report of this day.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.pass_obj
def read(  # noqa: PLR0913 one option each
    folder: Path, campaign: str, kind: str, file: Path, *, numbers: tuple[int, ...],
    all_sheets: bool, guesses: bool, as_of: datetime | None, as_json: bool,
) -> None:  # fmt: skip
    """Take the old ledger FILE over as entries of KIND in CAMPAIGN: all of its lines, or none.

    Exit 1 and nothing kept while a doubt is open; each is told with its rows.
    """
    open_installation(folder)
    from django.db import transaction  # noqa: PLC0415 after the set-up
    from django.utils import translation  # noqa: PLC0415

    from guatu.core.actors import SYSTEM  # noqa: PLC0415
    from guatu.sheets.actions import adopting, filesheets  # noqa: PLC0415
    from guatu.sheets.queries.meant import meant, meant_beside  # noqa: PLC0415
    from guatu.shell.errors import ShellError  # noqa: PLC0415

    with translation.override("zh-hans"):
        try:
            with transaction.atomic():
                with translation.override("en"):  # as all that this command says
                    rows, left = staged(campaign, kind, file, numbers, every=all_sheets)
                for row in rows if guesses else ():
                    row.refresh_from_db()  # what was answered on one sheet holds for the others
                    if proposed := proposals(meant(row)):
                        adopting.answer(SYSTEM, row, version=row.version, answers=proposed)
                read = meant_beside(fresh(rows)[0])
                found = {row: read[row.pk] for row in rows}
                refuse_doubts(found, columns=not guesses, as_json=as_json)
                with translation.override("en"):
                    for one in found.values():
                        adopting.refuse_unless_settled(one)
                day = as_of.date() if as_of else None
                made = filesheets.apply_all(
                    SYSTEM, [(row, row.version) for row in found], as_of=day
                )
        except ShellError as error:
            said = error.message if file.name in error.message else f"{file.name}: {error.message}"
            raise click.ClickException(said) from error
    counts = {key: sum(row.counts[key] for row in found) for key in rows[0].counts}
    unsaid_of = sum(unsaid(one, day) for one in found.values())
    told_of = {"entries": len(made), **counts, "progress_only_kept": unsaid_of}
    told_of |= {"sheets_left": left} if left else {}
    tell(file.name, told_of, as_json=as_json)


def tell(name: str, said: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo(
        f"{name}: {said['entries']} entries made, {said['left_out']} lines left out, "
        f"{said['skipped']} rows are no lines"
    )
    if left := said.get("sheets_left"):
        click.echo(f"not read: {', '.join(left)} (--sheet N takes one, --all-sheets takes all)")
    if count := said["progress_only_kept"]:
        click.echo(
            f"what {count} lines tell of progress is kept beside the entries, as no report: "
            "--as-of DATE would have made it one"
        )


def unsaid(found: Meant, as_of: date | None) -> int:
    """Return how many lines tell of progress that becomes no report, for want of its day."""
    return 0 if as_of else sum(1 for line in found.taken if line.told)


def fresh(rows: list[Adoption]) -> list[Adoption]:
    for row in rows:
        row.refresh_from_db()
    return rows


def staged(
    campaign: str, code: str, file: Path, numbers: tuple[int, ...], *, every: bool
) -> tuple[list[Adoption], list[str]]:
    """Return FILE read as old ledgers, one for each sheet asked for, and the sheets that were not read."""
    from guatu.campaigns.queries import visible_campaigns  # noqa: PLC0415 after the set-up
    from guatu.core.actors import SYSTEM  # noqa: PLC0415
    from guatu.ledgers.models import Kind  # noqa: PLC0415
    from guatu.sheets.actions.adopting import look_at, stage  # noqa: PLC0415
    from guatu.sheets.actions.filesheets import stage_also  # noqa: PLC0415
    from guatu.sheets.oldledgerworks import ledgers_of  # noqa: PLC0415

    home = visible_campaigns(SYSTEM).filter(slug=campaign).first()
    if home is None:
        raise click.ClickException(f"there is no campaign {campaign}")
    kind = Kind.objects.filter(code=code).first()
    if kind is None:
        known = ", ".join(Kind.objects.order_by("code").values_list("code", flat=True))
        raise click.ClickException(f"there is no kind {code}; there are {known}")
    payload = file.read_bytes()
    grids = ledgers_of(file.name, payload)
    if numbers and max(numbers) > len(grids):
        raise click.ClickException(f"{file.name} has {len(grids)} sheets, no sheet {max(numbers)}")
    row = stage(SYSTEM, home, kind, grids=grids, file=(file.name, payload))
    if numbers and row.sheet + 1 not in numbers:
        at = numbers[0] - 1
        look_at(row, version=row.version, place=at, grid=grids[at])
    shown = [at for at, one in enumerate(grids) if not one.is_hidden]
    wanted = shown if every else [number - 1 for number in numbers]
    also, empty = stage_also(SYSTEM, row, places=wanted, grids=grids)
    if numbers and empty:
        raise click.ClickException(f"{file.name}: no table with a head on {', '.join(empty)}")
    rows = [row, *also]
    read = {one.sheet for one in rows}
    left = [f"{at + 1} {one.title}" for at, one in enumerate(grids) if at not in read]
    return rows, left


def proposals(found: Meant) -> dict[tuple[About, str], str]:
    return {(one.about, one.text): one.guess for one in found.open_questions if one.guess}


def refuse_doubts(found: dict[Adoption, Meant], *, columns: bool, as_json: bool) -> None:
    """Stop where a doubt is open, and say each with where it stands.

    Which column holds the titles must be plain from its head; other columns only with `columns`.
    """
    doubts = [
        {**doubt, **({"sheet": row.sheet_title} if len(found) > 1 else {})}
        for row, one in found.items()
        for doubt in (*column_doubts(one, every=columns), *map(doubt_of, one.open_questions))
    ]
    if not doubts:
        return
    if as_json:
        click.echo(json.dumps({"doubts": doubts}, ensure_ascii=False))
        raise click.exceptions.Exit(1)
    lines = [told(one) for one in doubts[:SHOWN]]
    if (more := len(doubts) - SHOWN) > 0:
        lines.append(f"and {more} more")
    lines.append(
        "Nothing was kept. Settle them in the file or on the page, or take what is proposed: --guesses."
    )
    raise click.ClickException("\n".join(lines))


def column_doubts(found: Meant, *, every: bool) -> list[dict[str, Any]]:
    from guatu.core.adopting import Meaning  # noqa: PLC0415 with what needs the set-up

    doubtful = [one for one in found.ledger.guesses if one.is_doubtful and one.head]
    return [
        {
            "about": "column",
            "text": one.head,
            "column": one.at + 1,
            "proposed": "" if one.meaning == Meaning.TITLE else one.meaning,
        }
        for one in doubtful
        if every or one.meaning == Meaning.TITLE
    ]


def doubt_of(one: Question) -> dict[str, Any]:
    return {
        "about": one.about.value,
        "text": one.text,
        "rows": list(one.rows),
        "proposed": one.guess,
        **({"proposed_names": names_of(one.guess)} if one.about == "unit" and one.guess else {}),
    }


def names_of(guess: str) -> list[str]:
    """Return what the units of an answer are called."""
    from guatu.accounts.models import Unit  # noqa: PLC0415 after the set-up

    rows = Unit.objects.filter(pk__in=guess.split(",")).order_by("official_order", "path")
    return [unit.label for unit in rows]


def told(doubt: dict[str, Any]) -> str:
    if "column" in doubt:
        at = f"column {doubt['column']}"
    else:
        more = ", …" if len(doubt["rows"]) > ROWS_SHOWN else ""
        at = f"row {', '.join(map(str, doubt['rows'][:ROWS_SHOWN]))}{more}"
    names = "、".join(doubt.get("proposed_names", ())) or doubt["proposed"]
    proposed = f", proposed {names}" if names else ""
    at = f"{doubt['sheet']}, {at}" if "sheet" in doubt else at
    return f"{at}: {doubt['about']} “{doubt['text']}”{proposed}"
