"""Units in their tree, and the name of the superior."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.server.commands import Command
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sync.protocol.certificates import Unit
    from sync.protocol.tokens import Token
    from sync.server.commands import Desk

EVENTS = {"added": N_("added"), "renamed": N_("renamed"), "moved": N_("moved"), "closed": N_("closed"),
          "merged": N_("merged into another"), "reopened": N_("opened again")}


def sheet_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the printed sheet."""
    parser.add_argument("--sheet", metavar="PDF", help=_("also print the token as a sheet with a QR code"))
    parser.add_argument("--address", default="", metavar="URL", help=_("the server's address, for the sheet"))


def tell_token(desk: Desk, options: argparse.Namespace, unit: Unit, token: Token) -> None:
    """Answer with a fresh token, on a sheet too if asked."""
    document: dict[str, Any] = {"unit": unit.id, "code": unit.code, "name": unit.name, "token": token.text}
    words = token.text
    if options.sheet:
        from sync.server import computers, enrolment_sheet

        (row,) = [each for each in computers.tokens(desk.superior) if each["number"] == token.number]
        enrolment_sheet.draw(Path(options.sheet), desk.superior.name, unit, token.text, address=options.address,
                             expires=row["expires_at"])
        document["sheet"] = options.sheet
        words = _("The sheet is in {file}; it is as good as the token itself.").format(file=options.sheet)
    desk.say(document, words)


def _configure_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True)
    parser.add_argument("--code", required=True)
    parser.add_argument("--parent", metavar="CODE", help=_("the union above it"))
    sheet_options(parser)


def _add(desk: Desk, options: argparse.Namespace) -> None:
    tell_token(desk, options, *desk.superior.add_unit(options.name, options.code, options.parent))


def _units(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import reading, tree

    found = {unit["code"]: unit for unit in reading.units(desk.superior)}
    rows = [found[node["code"]] | node for node in tree.tree(desk.superior)]
    if not options.all:
        rows = [row for row in rows if row["closed_at"] is None]

    def line(row: dict[str, Any]) -> str:
        text = _("{code} {name}: {members} members, {returned} records returned, last report {last}").format(
            code=row["code"], name=row["name"], members=row["records"].get("members", 0), returned=row["returned"],
            last=row["last_report"] or _("never"))
        indent = "　" * int(row["depth"])
        return indent + text + (_(" (closed)") if row["closed_at"] else "")

    desk.list(rows, line, _("There are no unions yet."))


def _configure_units(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help=_("closed ones too"))


def _one_code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--code", required=True)


def _configure_move(parser: argparse.ArgumentParser) -> None:
    _one_code(parser)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--parent", metavar="CODE", help=_("the union above it"))
    where.add_argument("--top", action="store_true", help=_("no union above it"))


def _move(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import tree

    tree.move(desk.superior, options.code, options.parent)
    desk.say({"code": options.code, "parent": options.parent}, _("The union was moved."))


def _configure_rename(parser: argparse.ArgumentParser) -> None:
    _one_code(parser)
    parser.add_argument("--name")
    parser.add_argument("--new-code")


def _rename_unit(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import tree

    tree.rename(desk.superior, options.code, name=options.name, new_code=options.new_code)
    unit = desk.superior.unit(options.new_code or options.code)
    desk.say({"code": unit.code, "name": unit.name}, f"{unit.code} {unit.name}")


def _configure_merge(parser: argparse.ArgumentParser) -> None:
    _one_code(parser)
    parser.add_argument("--into", required=True, metavar="CODE")


def _merge(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import tree

    tree.merge(desk.superior, options.code, options.into)
    desk.say({"code": options.code, "merged_into": options.into},
             _("The union was merged. Its computers enrol again with a token of {code} and send everything once more."
               ).format(code=options.into))


def _close(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import tree

    tree.close(desk.superior, options.code)
    desk.say({"code": options.code, "closed": True},
             _("The union is closed: its computers may not report any more; what they sent stays."))


def _reopen(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import tree

    tree.reopen(desk.superior, options.code)
    desk.say({"code": options.code, "closed": False},
             _("The union is open again. Allow its computers again, or hand out new tokens."))


def _history(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import tree

    def line(row: dict[str, Any]) -> str:
        changes = "".join(f"\t{name}: {old or '—'} → {new or '—'}" for name, (old, new) in row["changes"].items())
        return f"{row['at']}\t{_(EVENTS[row['event']])}{changes}"

    desk.list(tree.history(desk.superior, options.code), line, "")


def _rename(desk: Desk, options: argparse.Namespace) -> None:
    desk.superior.rename(options.name)
    desk.say({"name": options.name}, options.name)


def _configure_name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True)


COMMANDS = (
    Command("add-unit", N_("add a union and print the token for its first computer"), _add, _configure_add),
    Command("units", N_("list the unions as a tree, with their figures"), _units, _configure_units),
    Command("move-unit", N_("put a union below another"), _move, _configure_move),
    Command("rename-unit", N_("give a union another name or code"), _rename_unit, _configure_rename),
    Command("merge-unit", N_("merge a union into another"), _merge, _configure_merge),
    Command("close-unit", N_("close a union that reports no more"), _close, _one_code),
    Command("reopen-unit", N_("open a closed union again"), _reopen, _one_code),
    Command("unit-history", N_("tell what became of a union"), _history, _one_code),
    Command("rename", N_("set the name that unions see on receipts"), _rename, _configure_name),
)
