"""The support bundle: what whoever helps needs to know about the program, put together so that it names nobody.

Nothing is copied as it is but the log, which holds places of the program only. Of settings it says that they are set,
and what they are only where that is a number, a yes or no, or a word from a short list; of records it has counts; of
faults their codes. A long row of digits in the log is struck out all the same.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import about, durable, paths, registers, trouble, verification
from union_desk.database import SETTINGS, version_of
from union_desk.errors import UserError
from union_desk.migrations import HEAD
from union_desk.progress import NONE, Progress
from union_desk.safety import accounts, backups, gate, roles
from union_desk.safety.gate import Release
from union_desk.synctables import STATE
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.database import Database

ENDING = ".zip"
SAVED = N_("Saved a support bundle: {file}")
PROGRAM, WINDOW, OFFICE, RECORDS, CHECKED, SESSIONS = (
    "program.json", "window.json", "office.json", "records.json", "checked.json", "sessions.json")
_PLAIN = re.compile(r"yes|no|true|false|-?\d{1,6}|light|dark|system|zh_CN|en")
_NAME = re.compile(r"[a-z_][a-z_/]{0,60}", re.ASCII)
_DIGITS = re.compile(r"\d{7,}")
_KNOWN = re.compile(r"[a-z]+\.(?:db|key)(?:-wal|-shm)?|[a-z]+\.json")
_LOG_TAIL = 400_000  # characters of each file of the log


@dataclass(frozen=True)
class Part:
    """One file of the bundle: its name and its text, which is shown before it is saved."""

    name: str
    text: str


# ---- what is put together


def of_program(folder: Path, config: Path | None = None) -> list[Part]:
    """Return what can be told without opening the office: versions, the computer, the window's settings, the log."""
    told = about.report()
    told |= {"office": homeless(folder), "resources": homeless(paths.resource()), "machine": trouble.machine(),
             "processors": os.cpu_count(), "free_bytes": _free(folder), "files": _files(folder)}
    window = (config or paths.config_folder()) / paths.WINDOW_SETTINGS
    return [_part(PROGRAM, told), _part(WINDOW, _window(window)), *_log(trouble.log_folder())]


def of_office(db: Database, sessions: Iterable[dict[str, Any]] = (), progress: Progress = NONE) -> list[Part]:
    """Return what an open office tells: schema, settings, counts, verification, figures of the last sessions."""
    with db.read(whole=True) as session:
        office = {"schema": version_of(session.connection()), "newest_schema": HEAD,
                  "library": _library(session), "settings": settings_told(session), "accounts": _roles(session),
                  "reporting": sorted(session.execute(sa.select(STATE.c.name)).scalars())}
        counts = {register.name: _counts(session, register.table) for register in registers.ALL}
    return [_part(OFFICE, office), _part(RECORDS, counts), _part(CHECKED, _checked(db, progress)),
            _part(SESSIONS, [facts(one) for one in sessions])]


def write(path: Path, parts: Sequence[Part]) -> None:
    """Write the parts into a zip file; it is there when it is complete."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in parts:
                archive.writestr(part.name, part.text)
        durable.put(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def save(db: Database, actor: Actor, path: Path, parts: Sequence[Part]) -> None:
    """Write the bundle of an open office and journal that it was made."""
    with gate.passing(db, actor, Release(gate.EXPORT, "", 0, to=path.name), SAVED, file=path.name):
        write(path, parts)


# ---- the program and the computer


def homeless(path: Path) -> str:
    """Return a path with ~ for the home folder, as its name is often that of a person."""
    home = str(Path.home())
    text = str(path)
    return "~" + text[len(home):] if text == home or text.startswith(home + os.sep) else text


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder if folder.exists() else folder.parent).free
    except OSError:
        return None


def _files(folder: Path) -> dict[str, Any]:
    """Return how large the office's own files are by name; of all others only how many there are."""
    found: dict[str, Any] = {"others": 0, "attachments": 0}
    for place, _folders, names in os.walk(folder):
        for name in names:
            if Path(place) == folder and _KNOWN.fullmatch(name):
                found[name] = (Path(place) / name).stat().st_size
            else:
                found["attachments" if paths.ATTACHMENTS in Path(place).parts else "others"] += 1
    kept = backups.default_folder(folder)
    found["backups"] = len(list(kept.glob(f"*{backups.ENDING}"))) if kept.is_dir() else 0
    return found


def _window(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    section, found = "", {}
    for line in lines:
        if line.startswith("["):
            section = line.strip("[]\r\n")
            continue
        name, equals, value = line.partition("=")
        whole = name if section in {"", "General", "%General"} else f"{section}/{name}"
        if equals and _NAME.fullmatch(whole.replace("\\", "/")):
            found[whole.replace("\\", "/")] = value if _PLAIN.fullmatch(value) else "(set)"
    return found


def _log(folder: Path) -> list[Part]:
    """Return the log and the reports of crashes, with every long row of digits struck out."""
    found = []
    if folder.is_dir():
        for path in sorted(folder.glob("union-desk*.log*")):
            text = path.read_text("utf-8", errors="replace")[-_LOG_TAIL:]
            if text.strip():
                found.append(Part(f"log/{path.name}", _DIGITS.sub("#", text)))
    return found


# ---- the office


def settings_told(session: Session) -> dict[str, Any]:
    """Return the office's settings by the first part of their names: how many, and what they are where that is plain.

    Half-filled forms, remembered headings and accounts are settings, too; of these only the number is told.
    """
    told: dict[str, Any] = {}
    numbers: Counter[str] = Counter()
    for name, text in session.execute(sa.select(SETTINGS.c.name, SETTINGS.c.value).order_by(SETTINGS.c.name)):
        first = re.split(r"[/:]", name)[0]
        if not _NAME.fullmatch(first):
            first = "other"
        numbers[first] += 1
        if first == name and _PLAIN.fullmatch(text.strip('"')):
            told[name] = json.loads(text)
    return {name: told.get(name, count) if name in told else f"({count})" for name, count in sorted(numbers.items())}


def _library(session: Session) -> dict[str, str]:
    connection = session.connection()
    return {"sqlite": str(connection.exec_driver_sql("SELECT sqlite_version()").scalar()),
            "sqlcipher": str(connection.exec_driver_sql("PRAGMA cipher_version").scalar())}


def _roles(session: Session) -> dict[str, int]:
    """Return how many accounts have each of the shipped roles."""
    known = roles.found()
    return dict(Counter(one.role if one.role in known else "other" for one in accounts.listed(session)))


def _counts(session: Session, table: sa.Table) -> dict[str, int]:
    rows = session.execute(sa.select(table.c.deleted, sa.func.count()).group_by(table.c.deleted)).all()
    found = {bool(deleted): int(count) for deleted, count in rows}
    return {"records": found.get(False, 0), "in_bin": found.get(True, 0)}


def _checked(db: Database, progress: Progress) -> dict[str, Any]:
    try:
        found = verification.verify(db, progress)
    except UserError as fault:
        return {"whole": False, "fault": fault.code}
    return {"whole": True, "gestures": found.gestures, "changes": found.changes,
            "records": sum(found.records.values())}


def facts(told: dict[str, Any]) -> dict[str, Any]:
    """Return of a session's figures the numbers, when it was and the code of what went wrong; never a sentence."""
    plain = {name: value for name, value in told.items() if isinstance(value, int | float)}
    texts = {name: str(told[name]) for name in ("at", "code") if told.get(name)}
    return plain | texts


def _part(name: str, told: object) -> Part:
    return Part(name, json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
