"""Arguments that several commands share, each declared once."""

from __future__ import annotations

import argparse

from union_desk.schema.dates import read_date
from union_desk.words import N_, _

RECORD = N_("its id, a key such as the identity number, or its name")


def natural(text: str) -> int:
    """Read a whole number from zero on; argparse says what is wrong with another."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(_("'{text}' is no whole number").format(text=text))
    return int(text)


def day(text: str) -> str:
    """Read a day in any usual spelling; returns ISO text."""
    if not text:  # argparse reads the default, too
        return ""
    found, notes = read_date(text)
    if found is None:
        raise argparse.ArgumentTypeError("; ".join(note.text() for note in notes) or text)
    return str(found)


def register(parser: argparse.ArgumentParser) -> None:
    """Declare which register."""
    parser.add_argument("register", metavar=_("REGISTER"), help=_("for example members"))


def record(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    """Declare which record, or which records."""
    parser.add_argument("record", metavar=_("RECORD"), nargs="+" if several else None, help=_(RECORD))


def values(parser: argparse.ArgumentParser, words: str, *, least: str = "+") -> None:
    """Declare fields with their values; `words` says what they are for."""
    parser.add_argument("values", metavar=_("FIELD=VALUE"), nargs=least, help=words)


def destination(parser: argparse.ArgumentParser, words: str, *, required: bool = True) -> None:
    """Declare the file that is written."""
    parser.add_argument("--to", required=required, metavar=_("FILE"), help=words)


def password(parser: argparse.ArgumentParser, words: str = "") -> None:
    """Declare the file that holds the password of a workbook."""
    parser.add_argument("--password-file", metavar=_("FILE"), help=words or _(
        "protect the workbook by the password in this file, as Excel and WPS ask for it"))


def choosing(parser: argparse.ArgumentParser) -> None:
    """Declare the options that choose records."""
    parser.add_argument("--filter", metavar=_("FIELD=VALUE"), action="append", default=[],
                        help=_("=, !=, >=, <= or ~ (contains); several values with commas; may be repeated"))
    parser.add_argument("--search", metavar=_("TEXT"), default="",
                        help=_("text, pinyin, initials or the end of a number"))


def ordering(parser: argparse.ArgumentParser) -> None:
    """Declare the options that choose columns, their order, and the bin."""
    parser.add_argument("--columns", metavar=_("FIELDS"), help=_("only these fields, with commas"))
    parser.add_argument("--sort", metavar=_("FIELDS"), help=_("by these fields, with commas; --sort=-FIELD downwards"))
    parser.add_argument("--bin", action="store_true", help=_("the records in the bin instead"))


def unmasking(parser: argparse.ArgumentParser) -> None:
    """Declare the options that show private values."""
    parser.add_argument("--unmasked", action="store_true", help=_("private values in full; this is journaled"))
    parser.add_argument("--reason", metavar=_("TEXT"), help=_("why private values are needed"))
