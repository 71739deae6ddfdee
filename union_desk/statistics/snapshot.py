"""Frozen returns: figures, findings and the records behind each figure in one file, and the digests that seal them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from union_desk.errors import UserError
from union_desk.statistics import indicators
from union_desk.statistics.checks import Finding
from union_desk.statistics.content import Content, Line
from union_desk.statistics.period import Period
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORMAT = 1
_FIGURES, _RECORDS = "figures.json", "records.json"
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the file says nothing of when it was written, so that equal contents are equal files
SHORT, SECTION = 32, 4  # hexadecimal digits of the whole digest and of a section's on paper
MARK = "UDR1"


class UnreadableSnapshotError(UserError):
    """The frozen figures are of a later program, or damaged."""

    code = "snapshot_unreadable"
    message = N_("The frozen figures of this return cannot be read. They were written by a later version of the "
                 "program, or the file is damaged; update the program or restore a backup.")


class NoCodeError(UserError):
    """What was read is no code of a return."""

    code = "no_return_code"
    message = N_("'{text}' is no code of a return. Scan the square code on the paper.")


@dataclass(frozen=True)
class Frozen:
    """A snapshot opened again: the return's content, what the checks said, and who stands on the paper."""

    content: Content
    findings: tuple[Finding, ...]
    imprint: Mapping[str, str] = field(default_factory=dict)


def figures_of(content: Content) -> list[list[Any]]:
    """Return the figures as plain data, in the order of the catalogue."""
    return [[line.indicator.id, line.part, line.value, line.counted, line.state, line.previous, line.explanation]
            for line in content.lines.values()]


def _canonical(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: Content, union: str) -> str:
    """Return the digest of a return's figures: those of the union, the period and the version."""
    plain = [[name, part, value] for (name, part), value in _values(content)]
    return hashlib.sha256(_canonical([union, content.period.begins, content.period.ends, content.version,
                                      plain])).hexdigest()


def _values(content: Content) -> list[tuple[tuple[str, str], Any]]:
    return [(line.key, line.value) for line in content.lines.values()]


def sections(content: Content) -> dict[str, str]:
    """Return a short digest of each area's figures, so that a paper can name where it differs."""
    found = {}
    for area in indicators.AREAS:
        plain = [[*line.key, line.value] for line in content.of_area(area.id)]
        found[area.id] = hashlib.sha256(_canonical(plain)).hexdigest()[:SECTION]
    return found


def records_digest(content: Content) -> str:
    """Return the digest of the lists of records behind the figures."""
    return hashlib.sha256(_canonical(_lists(content))).hexdigest()


def code(content: Content, union: str) -> str:
    """Return what the square code on the paper holds."""
    return ":".join([MARK, union, content.period.begins, content.period.ends, str(content.version),
                     digest(content, union)[:SHORT], "".join(sections(content).values())])


@dataclass(frozen=True)
class Paper:
    """What the square code of a paper says."""

    union: str
    period: Period
    version: int
    digest: str
    sections: tuple[str, ...]


def read_code(text: str) -> Paper:
    """Read a square code; raises NoCodeError."""
    parts = text.strip().split(":")
    try:
        mark, union, begins, ends, version, whole, several = parts
        cut = tuple(several[i:i + SECTION] for i in range(0, len(several), SECTION))
        found = Paper(union, Period(begins, ends), int(version), whole, cut)
    except ValueError:
        raise NoCodeError(text=text[:80]) from None
    if mark != MARK:
        raise NoCodeError(text=text[:80])
    return found


def _lists(content: Content) -> dict[str, Any]:
    """Return each book's record ids once, and each figure's records as places among them."""
    books: dict[str, dict[str, int]] = {}
    lines: list[list[Any]] = []
    for line in content.lines.values():
        if line.register:
            book = books.setdefault(line.register, {})
            places = [book.setdefault(record, len(book)) for record in line.ids]
            lines.append([line.indicator.id, line.part, line.register, places])
    return {"books": {name: list(ids) for name, ids in books.items()}, "lines": lines}


def freeze(content: Content, findings: Sequence[Finding], imprint: Mapping[str, str]) -> bytes:
    """Return the file that holds a return as it was signed: a ZIP archive of two JSON texts."""
    figures = {"format": FORMAT, "period": [content.period.begins, content.period.ends], "version": content.version,
               "lines": figures_of(content), "findings": plain_findings(findings), "imprint": dict(imprint)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ((_FIGURES, figures), (_RECORDS, _lists(content))):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), _canonical(data), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def thaw(data: bytes) -> Frozen:
    """Open a snapshot; raises UnreadableSnapshotError. Indicators that no longer exist are left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            figures, lists = (json.loads(archive.read(name)) for name in (_FIGURES, _RECORDS))
        if figures["format"] > FORMAT:
            raise UnreadableSnapshotError
        return _opened(figures, lists)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError):
        raise UnreadableSnapshotError from None


def _opened(figures: dict[str, Any], lists: dict[str, Any]) -> Frozen:
    behind = {(name, part): (register, tuple(map(lists["books"][register].__getitem__, places)))
              for name, part, register, places in lists["lines"]}
    lines = {}
    for name, part, value, counted, state, previous, why in figures["lines"]:
        if indicators.known(name):
            register, ids = behind.get((name, part), ("", ()))
            lines[name, part] = Line(indicators.get(name), part, value, counted, state, previous, why, register, ids)
    content = Content(Period(*figures["period"]), figures["version"], lines)
    return Frozen(content, read_findings(figures["findings"]), figures["imprint"])


def plain_findings(findings: Sequence[Finding]) -> list[list[Any]]:
    """Return what the checks said as plain data."""
    return [[f.code, f.level, f.message, [list(key) for key in f.lines], dict(f.params)] for f in findings]


def read_findings(plain: Sequence[Sequence[Any]]) -> tuple[Finding, ...]:
    """Return what the checks said, from plain data; those about figures that no longer exist are left out."""
    found = (Finding(code, level, message, tuple((n, p) for n, p in keys), params)
             for code, level, message, keys, params in plain)
    return tuple(f for f in found if all(indicators.known(name) for name, _part in f.lines))
