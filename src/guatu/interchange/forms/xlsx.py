"""Filling cells of a workbook in place: styles, widths, pictures and all other parts stay as they were."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from decimal import Decimal

from lxml import etree

from guatu.core.adopting.layouts import Filling
from guatu.core.cells import cell_name
from guatu.interchange.forms.heights import Heights
from guatu.interchange.forms.marks import BEHIND, Marks
from guatu.interchange.forms.parts import MAIN, RELATED, Element, Package

M = f"{{{MAIN}}}"
# What a formula is made of: words and cells of other sheets, which stay, and cells of this one.
_CELL = re.compile(
    r"""(?P<other>"[^"]*"|(?:'[^']*'|\w+)!\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"""
    r"|(?:(?P<range>:)|(?<![\w.:$]))(?P<column>\$?[A-Z]{1,3}\$?)(?P<row>\d{1,7})(?![\w(])"
)
_OF_SHEET = re.compile(
    r""""[^"]*"|(?P<sheet>'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[\w.]+))"""
    r"!(?P<area>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"
)
REFERRING = ("xl/worksheets/", "xl/charts/")  # the folders of parts that hold formulas
FORMULAS = {"f", "formula", "formula1", "formula2"}
# What stands behind the heads of printed pages in a sheet's XML, in the order of the format.
BEHIND_HEADS = (
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", *BEHIND,
)  # fmt: skip
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")


def fill_xlsx(
    package: Package, *, title: str, filling: Filling, told: Mapping[tuple[int, int], str]
) -> bytes:
    """Return the workbook with the cells of one sheet filled; texts stay texts, figures are figures.

    A cell that holds a formula of the form itself is left alone: programs compute it anew on opening.
    """
    name = sheet_named(package, title)
    page = Page(package.root(name))
    grown = max(filling.grown - page.blank_beneath(filling.last_row), 0)
    if grown:
        page.grow(filling.last_row + filling.grown - grown, grown)
        stretch_names(package, title, filling.last_row + filling.grown - grown, grown)
        stretch_others(package, name, title, (filling.last_row + filling.grown - grown, grown))
        forget_chain(package)
    heights = Heights(page.root, package.root("xl/styles.xml"))
    for (row, column), value in sorted(filling.values.items()):
        cell = page.write(row, column, value)
        if isinstance(value, str):
            heights.raise_row(page.row(row + 1), heights.needed(cell, column, value))
    if told:
        marks = Marks(package, name)
        for (row, column), words in sorted(told.items()):
            cell = page.cell(row, column)
            cell.set("s", marks.yellow(cell.get("s")))
            marks.note(row, column, words)
        marks.finish(page.root)
    if filling.mark:
        page.head(filling.mark)
    page.measure()
    package.put(name, page.root)
    compute_on_opening(package)
    return package.packed()


def sheet_named(package: Package, title: str) -> str:
    """Return the part of a sheet.

    Raises
    ------
    KeyError
        If the workbook has no such sheet.
    """
    book = package.root("xl/workbook.xml")
    for sheet in book.iter(f"{M}sheet"):
        if sheet.get("name") == title:
            key = sheet.get(f"{{{RELATED}}}id")
            for one in package.relations("xl/workbook.xml")[1]:
                if one.get("Id") == key:
                    target: str = one.get("Target")
                    return target[1:] if target.startswith("/") else f"xl/{target}"
    raise KeyError(title)


def stretch_names(package: Package, title: str, last: int, count: int) -> None:
    """Let what is printed of a sheet reach as far as it has grown."""
    book = package.root("xl/workbook.xml")
    for one in book.iter(f"{M}definedName"):
        sheet, mark, area = (one.text or "").rpartition("!")
        if mark and sheet.strip("'").replace("''", "'") == title:
            one.text = f"{sheet}!{stretched(area, last + 1, count)}"
    package.put("xl/workbook.xml", book)


def stretch_others(package: Package, own: str, title: str, grown: tuple[int, int]) -> None:
    """Let formulas of other sheets and figures of charts reach as far as a sheet has grown.

    `grown` is the row behind which rows were put in, from 0, and how many.
    """
    last, count = grown

    def moved(match: re.Match[str]) -> str:
        sheet = (match["quoted"] or match["bare"] or "").replace("''", "'")
        if sheet != title:
            return match[0]
        return f"{match['sheet']}!{stretched(match['area'], last + 1, count)}"

    for name in [one for one in package.parts if one.startswith(REFERRING) and one != own]:
        if not name.endswith(".xml"):
            continue
        root = package.root(name)
        places = [one for one in root.iter(etree.Element) if etree.QName(one).localname in FORMULAS]
        before = [one.text for one in places]
        for one in places:
            one.text = _OF_SHEET.sub(moved, one.text) if one.text else one.text
        if before != [one.text for one in places]:
            package.put(name, root)


def stretched(formula: str, last: int, count: int) -> str:
    """Return a formula whose cells beneath row `last` have moved down, and whose ranges to it reach further."""

    def moved(match: re.Match[str]) -> str:
        if match["other"]:
            return match["other"]
        number, sign = int(match["row"]), match["range"] or ""
        grows = number > last or (number == last and sign)
        return f"{sign}{match['column']}{number + count if grows else number}"

    return _CELL.sub(moved, formula)


def forget_chain(package: Package) -> None:
    """Drop the order of computing, which is wrong once rows have moved; programs make it anew."""
    if package.parts.pop("xl/calcChain.xml", None) is None:
        return
    types = package.root("[Content_Types].xml")
    for one in [e for e in types if e.get("PartName") == "/xl/calcChain.xml"]:
        types.remove(one)
    package.put("[Content_Types].xml", types)
    path, relations = package.relations("xl/workbook.xml")
    for one in [e for e in relations if e.get("Target", "").endswith("calcChain.xml")]:
        relations.remove(one)
    package.put(path, relations)


def compute_on_opening(package: Package) -> None:
    book = package.root("xl/workbook.xml")
    found = book.find(f"{M}calcPr")
    if found is None:
        behind = [
            book.find(f"{M}{tag}") for tag in ("definedNames", "externalReferences", "sheets")
        ]
        found = etree.Element(f"{M}calcPr")
        next(one for one in behind if one is not None).addnext(found)
    found.set("fullCalcOnLoad", "1")
    package.put("xl/workbook.xml", book)


class Page:
    """The XML of one sheet, by rows and columns counted from 0."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.rows = root.find(f"{M}sheetData")
        name_all(self.rows)
        self.known = {int(row.get("r")): row for row in self.rows}

    def row(self, number: int) -> Element:
        """Return a row, made in its place if there is none; it is named by `number`, from 1."""
        if number not in self.known:
            row = etree.Element(f"{M}row", r=str(number))
            before = [n for n in self.known if n < number]
            if before:
                self.known[max(before)].addnext(row)
            else:
                self.rows.insert(0, row)
            self.known[number] = row
        return self.known[number]

    def cell(self, row: int, column: int) -> Element:
        """Return a cell, made in its place with the look of its neighbour above if there is none."""
        line, wanted = self.row(row + 1), cell_name(row, column)
        place = 0
        for at, cell in enumerate(line):
            if cell.get("r") == wanted:
                return cell
            if column_of(cell.get("r", "")) < column:
                place = at + 1
        made = etree.Element(f"{M}c", r=wanted)
        line.insert(place, made)
        return made

    def write(self, row: int, column: int, value: str | Decimal) -> Element:
        """Write a text or a figure into a cell; its look stays. A formula of the form stays too."""
        cell = self.cell(row, column)
        if cell.find(f"{M}f") is not None:
            return cell
        for child in list(cell):
            cell.remove(child)
        if isinstance(value, Decimal):
            cell.attrib.pop("t", None)
            etree.SubElement(cell, f"{M}v").text = format(value, "f")
            return cell
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{M}is"), f"{M}t")
        text.text = sound(value)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return cell

    def blank_beneath(self, last: int) -> int:
        """Return how many rows stand ready behind `last`, ruled and empty to the end of the sheet."""
        beneath = [row for number, row in self.known.items() if number > last + 1]
        if any(len(cell) for row in beneath for cell in row):
            return 0  # something stands there: what is put in moves it down
        return len(beneath)

    def grow(self, last: int, count: int) -> None:
        """Put in rows behind `last`, each with its look and height; what stands beneath moves down."""
        for row in reversed(list(self.rows)):
            number = int(row.get("r"))
            if number > last + 1:
                move(row, number + count)
        model = self.known.get(last + 1)
        for step in range(count, 0, -1):
            if model is None:
                break
            made = copy.deepcopy(model)
            for cell in made:
                cell.attrib.pop("t", None)
                for child in list(cell):
                    cell.remove(child)
            move(made, last + 1 + step)
            model.addnext(made)
        self.known = {int(row.get("r")): row for row in self.rows}
        for formula in self.rows.iter(f"{M}f"):
            formula.text = stretched(formula.text or "", last + 1, count)
            if formula.get("ref"):
                formula.set("ref", stretched(formula.get("ref"), last + 1, count))
        self.stretch(last, count)

    def stretch(self, last: int, count: int) -> None:
        """Move the merged areas beneath the new rows; those across the model row hold for each new one."""
        merges = self.root.find(f"{M}mergeCells")
        if merges is None:
            return
        for area in list(merges):
            first, _sign, end = area.get("ref").partition(":")
            top, low = number_of(first), number_of(end)
            if top > last + 1:
                area.set("ref", f"{shifted(first, count)}:{shifted(end, count)}")
            elif top == low == last + 1:
                for step in range(1, count + 1):
                    etree.SubElement(
                        merges, f"{M}mergeCell", ref=f"{shifted(first, step)}:{shifted(end, step)}"
                    )
        merges.set("count", str(len(merges)))

    def head(self, mark: str) -> None:
        """Say something at the right of the head of each printed page, beside what the form says there."""
        found = self.root.find(f"{M}headerFooter")
        if found is None:
            found = etree.Element(f"{M}headerFooter")
            behind = next(
                (one for tag in BEHIND_HEADS if (one := self.root.find(f"{M}{tag}")) is not None),
                None,
            )
            if behind is None:
                self.root.append(found)
            else:
                behind.addprevious(found)
        line = found.find(f"{M}oddHeader")
        if line is None:
            line = etree.Element(f"{M}oddHeader")
            found.insert(0, line)
        line.text = f"{line.text or ''}&R{mark}"

    def measure(self) -> None:
        """Say again how far the sheet reaches."""
        found = self.root.find(f"{M}dimension")
        cells = [cell.get("r") for row in self.rows for cell in row]
        if found is None or not cells:
            return
        columns, rows = [column_of(one) for one in cells], [number_of(one) for one in cells]
        found.set(
            "ref",
            f"{cell_name(min(rows) - 1, min(columns))}:{cell_name(max(rows) - 1, max(columns))}",
        )


def name_all(rows: Element) -> None:
    """Name the rows and cells that leave it to their order, as the format lets them."""
    number = 0
    for row in rows:
        number = int(row.get("r") or number + 1)
        row.set("r", str(number))
        column = -1
        for cell in row:
            column = column_of(cell.get("r")) if cell.get("r") else column + 1
            cell.set("r", cell_name(number - 1, column))


def move(row: Element, number: int) -> None:
    row.set("r", str(number))
    for cell in row:
        cell.set("r", re.sub(r"\d+", str(number), cell.get("r")))


def shifted(reference: str, count: int) -> str:
    letters, number = _parts(reference)
    return f"{letters}{number + count}"


def number_of(reference: str) -> int:
    return _parts(reference)[1]


def column_of(reference: str) -> int:
    """Return the column of a cell's name, from 0."""
    at = 0
    for letter in _parts(reference)[0]:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _parts(reference: str) -> tuple[str, int]:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(f"{reference} names no cell")
    return found[1], int(found[2])


def sound(text: str) -> str:
    """Return a text without the signs that XML has no place for."""
    return "".join(
        c
        for c in text
        if c in "\t\n" or " " <= c < "\ud800" or "\ue000" <= c < "\ufffe" or c > "\uffff"
    )
