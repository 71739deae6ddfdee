"""What a Debian package says of itself: changelog, copyright, a manual page for each program, and lintian's exceptions.

Everything is made from the version and a moment, so that the same build gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import gzip
from email.utils import format_datetime

# program: what it is, how it is called, what it does
_PROGRAMS = {
    "union-desk": (
        "the office of a grassroots trade union, without a screen",
        "[OPTIONS] COMMAND ...",
        "Imports rosters, prints forms, counts, keeps backups and reports to the superior union.",
    ),
    "union-desk-window": (
        "the window of a grassroots trade union's office",
        "[OPTIONS] [FILE]",
        "Opens the office of whoever is signed in; FILE is a workbook, a backup, an answer, a signed update.",
    ),
    "union-superior": (
        "the server of a superior union, which takes the reports of grassroots unions",
        "COMMAND ... [OPTIONS]",
        "Keeps what unions report in SQLite or PostgreSQL, answers with receipts, and returns what is wrong.",
    ),
}
# Each tag that this kind of package cannot be without, and why
_EXCEPTIONS = (
    ("UOS and Kylin ask for programs of their store below /opt/apps",
     ("dir-or-file-in-opt",)),
    ("everything but the C library and the screen is packed along, as it comes from its makers: systems of many ages",
     ("embedded-library", "custom-library-search-path", "library-not-linked-against-libc", "hardening-no-pie",
      "shared-library-lacks-prerequisites", "duplicate-font-file")),
    ("symbols are taken out where that saves something and the library still loads",
     ("unstripped-binary-or-object",)),
    ("a sample roster, as offices send it",
     ("national-encoding",)),
)
_COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Union Desk
Comment: The licences of everything that is packed along, with their texts, are told by
 "union-desk about --licences"; they lie in _internal/resources/notices.json.

Files: *
Copyright: {year} the authors of Union Desk
License: GPL-3+

License: GPL-3+
 This program is free software: you can redistribute it and/or modify it under
 the terms of the GNU General Public License as published by the Free Software
 Foundation, either version 3 of the License, or (at your option) any later
 version.
 .
 On Debian systems the full text is in /usr/share/common-licenses/GPL-3; it lies
 beside the program, too.
"""


def packed(text: str) -> bytes:
    """Return a text as Debian keeps it: compressed, without a date."""
    return gzip.compress(text.encode(), 9, mtime=0)


def changelog(package: str, number: str, maker: str, moment: int) -> str:
    """Return the changelog of a version; `moment` is in seconds since 1970."""
    day = format_datetime(dt.datetime.fromtimestamp(moment, dt.UTC))
    return (f"{package} ({number}) stable; urgency=medium\n\n"
            f"  * Version {number}. What is new is told by the program: Help.\n\n -- {maker}  {day}\n")


def copyright_file(moment: int) -> str:
    """Return the machine-readable copyright file."""
    return _COPYRIGHT.format(year=dt.datetime.fromtimestamp(moment, dt.UTC).year)


def manual(program: str, number: str, moment: int) -> str:
    """Return the manual page of a program, in roff."""
    about, usage, more = (text.replace("-", r"\-") for text in _PROGRAMS[program])
    name = program.replace("-", r"\-")
    day = dt.datetime.fromtimestamp(moment, dt.UTC).date()
    return (f'.TH {program.upper()} 1 "{day}" "Union Desk {number}" "User Commands"\n.SH NAME\n{name} \\- {about}\n'
            f".SH SYNOPSIS\n.B {name}\n{usage}\n.SH DESCRIPTION\n{more}\n.PP\n.B {name} \\-\\-help\nlists all options"
            f", and\n.B union\\-desk about\nwhere the data lie.\n")


def exceptions(package: str) -> str:
    """Return what lintian is asked to pass over, with the reasons."""
    return "".join(f"# {reason}\n" + "".join(f"{package}: {tag}\n" for tag in tags) for reason, tags in _EXCEPTIONS)
