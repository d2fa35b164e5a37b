"""`guatu wallchart`: the charts of a campaign on paper for the wall."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guatu.cli.audit import open_installation
from guatu.cli.outputs import refuse_missing_folder
from guatu.core.lamps import Lamp

if TYPE_CHECKING:  # the command line starts without Django
    from guatu.campaigns.models import Campaign
    from guatu.overview.chartfiles import ChartFile

PAPERS = ("A0", "A1", "A3")
SVG = ".svg"
ENDINGS = (".pdf", SVG)
ROUNDS_TOLD = 5
CAMPAIGNS_TOLD = 10


@click.command()
@click.argument("campaign")
@click.option(
    "-o",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file: .pdf, or .svg: a drawing a sheet.",
)
@click.option(
    "--paper",
    type=click.Choice(PAPERS, case_sensitive=False),
    default="A0",
    show_default=True,
    help="Read at two metres, at one and a half, or in the hand.",
)
@click.option(
    "--by",
    type=click.Choice(["heading", "unit", "kind", "solver"]),
    default="heading",
    show_default=True,
    help="What stands together; by who clears it, with --chart support.",
)
@click.option(
    "--chart",
    type=click.Choice(["progress", "support"]),
    default="progress",
    show_default=True,
    help="Who, when and how far; or what each entry needs and who clears it.",
)
@click.option(
    "--rows",
    type=click.Choice(["auto", "fewest", "three", "full", "short"]),
    default="auto",
    show_default=True,
    help="Next to all of the texts on few sheets, what fits the fewest, three lines a cell, "
    "whole texts, or a line each.",
)
@click.option("--unit", help="Only what this unit leads: its name or short name (progress chart).")
@click.option("--kind", help="Only the ledger of this kind, by its code (progress chart).")
@click.option(
    "--lamp",
    "lamps",
    multiple=True,
    type=click.Choice([lamp.value for lamp in Lamp]),
    help="Only entries of this lamp; may be given several times (progress chart).",
)
@click.option("--round", "one", help="A frozen round (its short name) instead of now.")
@click.option("--live", is_flag=True, help="Print a code that opens the live page (GUATU_ADDRESS).")
@click.option("--english", is_flag=True, help="In English; else in Chinese.")
@click.pass_obj
def wallchart(  # noqa: PLR0913 one option each
    folder: Path, campaign: str, *, output: Path, paper: str, by: str, chart: str, rows: str,
    unit: str | None, kind: str | None, lamps: tuple[str, ...], one: str | None, live: bool,
    english: bool,
) -> None:  # fmt: skip
    """Write the chart of CAMPAIGN (its short name) as PDF of the paper's exact size, or as SVG."""
    if output.suffix.lower() not in ENDINGS:
        raise click.BadParameter(
            f"a chart is written as .pdf or .svg, not as {output.suffix or 'a file without ending'}",
            param_hint="-o",
        )
    refuse_missing_folder(output)
    narrowed = {"--unit": unit, "--kind": kind, "--lamp": lamps}
    check_together(chart, by, rows, [name for name, value in narrowed.items() if value])
    if one is not None and not one.strip():
        raise click.BadParameter("the name of a round is empty", param_hint="--round")
    open_installation(folder)
    from django.utils import translation  # noqa: PLC0415 after the set-up

    from guatu.overview.chartfiles import wall_chart  # noqa: PLC0415
    from guatu.shell.errors import ShellError  # noqa: PLC0415

    home = check_names(campaign, one)
    query: dict[str, str | Sequence[str]] = {
        "paper": paper.upper(), "group": by, "chart": chart, "rows": rows, "round": one or "",
        "code": "1" if live else "", "lamp": lamps, **narrowing(home, unit, kind),
    }  # fmt: skip
    with translation.override("en" if english else "zh-hans"):
        try:
            made = wall_chart(campaign, query, as_svg=output.suffix.lower() == SVG)
        except ShellError as error:
            raise click.ClickException(error.message) from error
    files = files_of(made, output)
    try:
        for path, payload in files.items():
            path.write_bytes(payload)
    except OSError as error:
        raise click.ClickException(f"the file cannot be written: {error}") from error
    told = f"{counted(made.count, 'line')} on {counted(made.sheets, 'sheet')} of {paper.upper()}"
    told += f", {made.size:g} pt"
    if made.cut:
        told += f", {counted(made.cut, 'cell')} not printed whole"
        told += "" if rows == "full" else " (--rows full prints them whole)"
    click.echo(f"{told}: {', '.join(map(str, files))}")


def counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def check_together(chart: str, by: str, rows: str, narrowed: Sequence[str]) -> None:
    """Refuse options that do not go with the chart that is asked for."""
    if by == "solver" and chart == "progress":
        raise click.BadParameter(
            "solver parts what is to be cleared: it goes with --chart support", param_hint="--by"
        )
    if chart == "support" and rows not in {"auto", "full"}:
        raise click.BadParameter(
            f"{rows} is of the progress chart: needs are printed as auto or full",
            param_hint="--rows",
        )
    if chart == "support" and narrowed:
        raise click.BadParameter("it narrows the progress chart alone", param_hint=narrowed[0])


def narrowing(home: Campaign, unit: str | None, kind: str | None) -> dict[str, str]:
    """Return which unit and which ledger are meant by the names that were given."""
    from guatu.core.actors import SYSTEM  # noqa: PLC0415 after the set-up
    from guatu.ledgers.queries import ALL, ledgers_of, owning_units, visible_scope  # noqa: PLC0415

    found: dict[str, str] = {}
    if kind is not None:
        codes = [one.code for _ledger, one in ledgers_of(home)]
        if kind not in codes:
            raise click.ClickException(
                f"{home.slug} has no ledger of kind {kind}; it has: {', '.join(codes) or 'none'}"
            )
        found["kind"] = kind
    if unit is not None:
        units = owning_units(SYSTEM, visible_scope(SYSTEM, home.slug, ALL))
        known = {name: one.pk for one in units for name in (one.name, one.short_name) if name}
        if unit not in known:
            near = get_close_matches(unit, known, n=ROUNDS_TOLD, cutoff=0.3)
            there = f"; there are: {', '.join(near)}" if near else ""
            raise click.ClickException(f"no unit {unit} leads an entry of {home.slug}{there}")
        found["unit"] = str(known[unit])
    return found


def check_names(campaign: str, one: str | None) -> Campaign:
    """Return a campaign; refuse one, or a frozen round, that is not there by the name that was given."""
    from guatu.campaigns.queries import visible_campaigns  # noqa: PLC0415 after the set-up
    from guatu.core.actors import SYSTEM  # noqa: PLC0415
    from guatu.overview.queries.chartpast import frozen_rounds, has_frozen_round  # noqa: PLC0415

    known_ones = visible_campaigns(SYSTEM)
    home = known_ones.filter(slug=campaign).first()
    if home is None:
        raise click.ClickException(no_campaign(campaign, known_ones.values_list("slug", flat=True)))
    if one and not has_frozen_round(home, one):
        known = ", ".join(kept.slug for kept in frozen_rounds(home)[:ROUNDS_TOLD]) or "none"
        if home.rounds.filter(slug=one).exists():
            raise click.ClickException(
                f"round {one} is not frozen yet; leave --round out for what stands now, "
                f"the last frozen ones are: {known}"
            )
        raise click.ClickException(
            f"{campaign} has no frozen round {one}; the last ones are: {known}"
        )
    return home


def no_campaign(asked: str, known: Iterable[str]) -> str:
    """Return what to say of a campaign that there is not: those most like it, else those there are."""
    names = sorted(known)
    near = get_close_matches(asked.lower(), names, n=ROUNDS_TOLD) or names[:CAMPAIGNS_TOLD]
    there = f"; there are: {', '.join(near)}" if near else "; there is none yet"
    return f"there is no campaign {asked or 'of an empty name'}{there}"


def files_of(made: ChartFile, output: Path) -> dict[Path, bytes]:
    """Return what is written where: of several drawings each has its number in its name."""
    if not made.drawings:
        return {output: made.payload}
    if len(made.drawings) == 1:
        return {output: made.drawings[0].encode()}
    return {
        output.with_stem(f"{output.stem}-{number}"): drawing.encode()
        for number, drawing in enumerate(made.drawings, 1)
    }
