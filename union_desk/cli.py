"""`union-desk …`: every job of the desk without a screen. A command's module is loaded when it is asked for."""

from __future__ import annotations

import argparse
import gettext
import itertools
import os
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from union_desk import words
from union_desk.errors import UserError
from union_desk.paths import resource
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from union_desk.commands.desk import Command

DONE, FAILED, INTERRUPTED = 0, 2, 130  # a bug ends with 1 and its traceback

# Modules by name, so that `--help` loads none of them and the core need not import the wire
_OFFICES, _EXCHANGE = "union_desk.commands.offices", "union_desk.commands.exchanges"
_FINDING, _EDITING = "union_desk.commands.finding", "union_desk.commands.editing"
_JOURNALS, _WIRE = "union_desk.commands.journals", "sync.desk.commands"
_ORGANISATION = "union_desk.commands.organisation"
_TRANSFER = "union_desk.commands.transfer"
COMMANDS: dict[str, tuple[str, str]] = {
    "init": (_OFFICES, N_("set up a new office")),
    "generate": (_OFFICES, N_("fill a practice office with invented people")),
    "passphrase": (_OFFICES, N_("change the passphrase of the office")),
    "shares": ("union_desk.commands.shares", N_("two of three open the office: paper, superior, chair")),
    "recovery-sheet": (_OFFICES, N_("make the sheet that opens the office when the passphrase is forgotten")),
    "accounts": ("union_desk.commands.accounts", N_("who works here, with which role; sign-ins")),
    "import": (_EXCHANGE, N_("import a workbook into a register")),
    "export": (_EXCHANGE, N_("export a register to a workbook")),
    "template": (_EXCHANGE, N_("write a blank workbook to fill in")),
    "fill": ("union_desk.commands.filling", N_("fill records into an official form, leaving all else as it is")),
    "compare-forms": ("union_desk.commands.filling", N_("show what differs between a blank and a filled form")),
    "search": (_FINDING, N_("find records by text, pinyin or number")),
    "list": (_FINDING, N_("list the records of a register")),
    "show": (_FINDING, N_("show one record")),
    "add": (_EDITING, N_("add a record")),
    "edit": (_EDITING, N_("change fields of a record")),
    "event": (_EDITING, N_("enter an event, for example of a membership")),
    "delete": (_EDITING, N_("put records into the bin")),
    "restore": (_EDITING, N_("take records out of the bin")),
    "overlay": ("union_desk.commands.overlays", N_("print onto forms that are printed already (overlay printing)")),
    "print": ("union_desk.commands.printing", N_("print a form into a PDF file")),
    "transfer-out": (_TRANSFER, N_("hand a member over to another union as a signed file")),
    "transfer-in": (_TRANSFER, N_("take in the transfer file of another union")),
    "transfer-receipt": (_TRANSFER, N_("close a transfer by the receipt that came back")),
    "approve-batch": (_TRANSFER, N_("decide a batch of applications to join")),
    "activities": ("union_desk.commands.activities", N_("enrol, sign in, settle activities; who joined in nothing")),
    "statistics": ("union_desk.commands.figures", N_("count the members and write the statistical workbook")),
    "return": ("union_desk.commands.returns", N_("fill in, check, sign and hand in the yearly return")),
    "organisation": (_ORGANISATION, N_("show the organisation: figures, bodies, branches and groups")),
    "election": (_ORGANISATION, N_("see an election's countdown, count its ballots, make the new committee")),
    "certificate": (_ORGANISATION, N_("take a legal-person certificate over into the union's record")),
    "cards": ("union_desk.commands.cards", N_("service cards: pre-check, batches, the bank's file, handing out")),
    "appeals": ("union_desk.commands.appeals", N_("see what is to be answered, and the threads of appeals")),
    "directives": ("union_desk.commands.directives", N_("see tasks from above, acknowledge papers, share tasks out")),
    "cadres": ("union_desk.commands.cadres", N_("cadres: training, assessment, figures, the handover pack")),
    "hardship": ("union_desk.commands.hardship", N_("hardship files: arithmetic, next steps, help, payment lists")),
    "dues": ("union_desk.commands.dues", N_("plan dues, read payments in, write receipts, list arrears")),
    "funds": ("union_desk.commands.funds", N_("ledger, budget, closing and welfare rules of the union's funds")),
    "personal-data": ("union_desk.commands.privacy", N_("what is kept about a member, why, and who saw it")),
    "erasures": ("union_desk.commands.privacy", N_("personal data that are due for erasure: propose, confirm, keep")),
    "undo": (_JOURNALS, N_("take back the last thing that was done")),
    "history": (_JOURNALS, N_("show all that was done to a record")),
    "journal": (_JOURNALS, N_("show what was done lately, by whom")),
    "whose": ("union_desk.commands.whose", N_("say which export a workbook is, by its mark")),
    "verify": (_JOURNALS, N_("check the database and the journal")),
    "backup": ("union_desk.commands.backups", N_("make, prove and restore backups")),
    "update": ("union_desk.commands.updates", N_("install a newer version from a signed file, or go back")),
    "support-bundle": ("sync.desk.commands_support", N_("put together what whoever helps needs; no personal data")),
    "about": ("union_desk.commands.about", N_("show version, folders, and whose work is in the program")),
    "registers": ("union_desk.commands.dictionary", N_("list the registers and their fields")),
    "carrier": (_WIRE, N_("report by a file on a stick, and read the answer")),
    "enrol": (_WIRE, N_("report to a superior union from now on")),
    "sync": (_WIRE, N_("report what changed to the superior union")),
}
_WITH_VALUE = ("--office", "--language", "--passphrase-file", "--operator")


class UsageError(UserError):
    """The command line cannot be understood."""

    code = "usage"
    message = N_("{reason}\n`{program} --help` tells what it takes.")


class CancelledError(UserError):
    """Somebody pressed Ctrl+C."""

    code = "cancelled"
    message = N_("Cancelled; nothing of this step was saved.")


class Parser(argparse.ArgumentParser):
    """A parser that reports a wrong command line like every other fault."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of leaving the process."""
        raise UsageError(reason=message, program=self.prog)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns 0 when it was done, 2 after a sentence on what to mend."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _speak_plainly()
    with _language(given):
        try:
            return _run(given)
        except UserError as fault:
            return _tell(given, fault)
        except KeyboardInterrupt:
            _tell(given, CancelledError())
            return INTERRUPTED
        except BrokenPipeError:  # whoever read the answer has read enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return DONE
        except Exception as fault:
            from union_desk import trouble

            trouble.note(fault)  # whoever looks after the program finds it in the support bundle
            raise


def _run(given: Sequence[str]) -> int:
    name = _named(given)
    command = _load(name) if name in COMMANDS else None
    options = _parser(name, command).parse_args(given)
    assert command is not None
    from union_desk.commands.desk import Desk

    with Desk(options) as desk:
        command.run(desk, options)
    sys.stdout.flush()
    return DONE


def _named(given: Sequence[str]) -> str:
    """Return the command: the first word that is no option and no option's value."""
    words_left = iter(given)
    for word in words_left:
        if word in _WITH_VALUE:
            next(words_left, None)
        elif not word.startswith("-"):
            return word
    return ""


def _load(name: str) -> Command:
    commands: dict[str, Command] = import_module(COMMANDS[name][0]).COMMANDS
    return commands[name]


def _parser(name: str, command: Command | None) -> Parser:
    """Return the parser: all commands by name, and the arguments of the one that is asked for."""
    # No abbreviations of options: scripts must not break when an option is added
    parser = Parser(prog="union-desk", description=_("Union Desk: the office of a grassroots union, without a screen"),
                    parents=[_common(default=None)], allow_abbrev=False)
    parser.add_argument("--version", action="version", version=_version(), help=_("show the version and exit"))
    below = parser.add_subparsers(dest="command", metavar=_("COMMAND"), required=True, parser_class=Parser)
    for each, (_module, help_text) in COMMANDS.items():
        mine = below.add_parser(each, help=_(help_text), description=_(help_text), allow_abbrev=False,
                                parents=[_common(default=argparse.SUPPRESS)])
        if each == name and command is not None:
            command.configure(mine)
    return parser


def _common(default: str | None) -> Parser:
    """Return the options that every command takes, before or after its name."""
    parser = Parser(add_help=False)
    group = parser.add_argument_group(_("for every command"))
    group.add_argument("--json", action="store_true", default=default or False, help=_("answer in JSON"))
    group.add_argument("--office", metavar=_("DIR"), default=default,
                       help=_("the folder of the office (or UNION_DESK_OFFICE)"))
    group.add_argument("--passphrase-file", metavar=_("FILE"), default=default,
                       help=_("a file with the passphrase (or UNION_DESK_PASSPHRASE; else it is asked for)"))
    group.add_argument("--operator", metavar=_("NAME"), default=default,
                       help=_("who is working, for the journal (or UNION_DESK_OPERATOR)"))
    group.add_argument("--language", choices=words.LANGUAGES, default=default, help=_("language of the answers"))
    return parser


def _version() -> str:
    from union_desk import __version__

    return f"union-desk {__version__}"


def _tell(given: Sequence[str], fault: UserError) -> int:
    """Say what is to be mended: an object on the output with --json, else a sentence on the error output."""
    from union_desk.commands.desk import fault_document, write

    if "--json" in given:
        write(fault_document(fault))
    else:
        print(fault, file=sys.stderr)
    return FAILED


def _speak_plainly() -> None:
    """Let no name break the answer: files and pipes get UTF-8, a terminal with an encoding of its own marks."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


@contextmanager
def _language(given: Sequence[str]) -> Iterator[None]:
    """Use the language asked for, in our words and in those of argparse, which follow the environment."""
    asked = [b for a, b in itertools.pairwise(given) if a == "--language"]
    asked += [word.partition("=")[2] for word in given if word.startswith("--language=")]
    code = next((c for c in asked if c in words.LANGUAGES), words.language())
    before, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    with words.speaking(code):
        _("Yes")  # makes the catalogue when the sources are newer
        gettext.bindtextdomain(words.DOMAIN, str(resource("locale")))
        gettext.textdomain(words.DOMAIN)
        os.environ["LANGUAGE"] = code
        try:
            yield
        finally:
            gettext.textdomain(domain)
            os.environ.pop("LANGUAGE") if before is None else os.environ.update(LANGUAGE=before)


# What argparse says by itself, so that the catalogue translates it
ARGPARSE = (
    N_("usage: "), N_("positional arguments"), N_("options"), N_("show this help message and exit"),
    N_("the following arguments are required: %s"), N_("unrecognized arguments: %s"), N_("expected one argument"),
    N_("expected at least one argument"), N_("argument %(argument_name)s: %(message)s"),
    N_("not allowed with argument %s"), N_("one of the arguments %s is required"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
)

if __name__ == "__main__":
    sys.exit(main())
