"""Where the passphrase comes from: a file, the environment, or the person at the terminal."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from union_desk.commands import outputs
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

ENVIRONMENT = "UNION_DESK_PASSPHRASE"
NEW_ENVIRONMENT = "UNION_DESK_NEW_PASSPHRASE"


class NoPassphraseError(UserError):
    """There is nobody to ask."""

    code = "no_passphrase"
    message = N_("The passphrase is needed: name a file with --passphrase-file, or set {variable}.")


class PassphraseFileError(UserError):
    """The file cannot be read."""

    code = "passphrase_file"
    message = N_("The passphrase cannot be read from {file}: {reason}. Its first line must hold it.")


class PasswordFileError(UserError):
    """The file with a workbook's password cannot be read."""

    code = "password_file"
    message = N_("The password of the workbook cannot be read from {file}: {reason}. Its first line must hold it.")


class DifferentPassphrasesError(UserError):
    """Typed twice, and not the same."""

    code = "different_passphrases"
    message = N_("The two passphrases differ. Type the same one twice.")


def current(options: argparse.Namespace) -> str:
    """Return the office's passphrase."""
    return _given(options.passphrase_file, ENVIRONMENT) or asked(_("Passphrase of the office: "), ENVIRONMENT)


def chosen(options: argparse.Namespace) -> str:
    """Return the passphrase of an office that is being set up; typed twice when it is typed."""
    return _given(options.passphrase_file, ENVIRONMENT) or _twice(_("Passphrase for the new office: "), ENVIRONMENT)


def changed(options: argparse.Namespace) -> str:
    """Return the passphrase that takes the place of the present one."""
    return _given(options.new_passphrase_file, NEW_ENVIRONMENT) or _twice(_("New passphrase: "), NEW_ENVIRONMENT)


def first(file: str | None, variable: str) -> str:
    """Return the first passphrase of somebody's account; typed twice when it is typed."""
    return _given(file, variable) or _twice(_("First passphrase: "), variable)


def of_workbook(options: argparse.Namespace) -> str:
    """Return the password of a workbook that is written or read; "" where none is asked for."""
    file = getattr(options, "password_file", None)
    return _line(file, PasswordFileError) if file else ""


def _given(file: str | None, variable: str) -> str | None:
    if not file:
        return os.environ.get(variable) or None
    return _line(file, PassphraseFileError)


def _line(file: str, fault_of: type[UserError]) -> str:
    """Return the first line of a file ("-" for what is piped in); raises the fault that says what was to be in it."""
    try:
        line = sys.stdin.readline() if file == "-" else Path(file).read_text(encoding="utf-8-sig").partition("\n")[0]
    except OSError as fault:
        raise fault_of(file=file, reason=outputs.reason(fault)) from fault
    except UnicodeDecodeError as fault:
        raise fault_of(file=file, reason=_("it is no text")) from fault
    if not line.strip("\r\n"):
        raise fault_of(file=file, reason=_("its first line is empty"))
    return line.strip("\r\n")


def _twice(prompt: str, variable: str) -> str:
    first = asked(prompt, variable)
    if asked(_("Once more: "), variable) != first:
        raise DifferentPassphrasesError
    return first


def asked(prompt: str, variable: str) -> str:
    """Return what the person types unseen; raises NoPassphraseError where there is nobody to ask."""
    if not sys.stdin.isatty():
        raise NoPassphraseError(variable=variable)
    return getpass(prompt)
