"""What is kept about a member in words: the same four parts in the window and on the paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from union_desk import registers
from union_desk.privacy.subject import EXACT
from union_desk.words import _, clauses, series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from union_desk.privacy.subject import Seen, Subject

_DAY = len("2026-01-01")

Line = tuple[str, str, str, str]  # book or act, fields, purpose and basis, how long or when


@dataclass
class Notes:
    """Long texts that are said once at the end of a paper: rules of retention and legal bases, each with its mark."""

    marks: dict[str, str] = field(default_factory=dict)

    def mark(self, text: str) -> str:
        """Return the mark that stands for a text."""
        return self.marks.setdefault(text, f"[{len(self.marks) + 1}]")

    def lines(self) -> list[str]:
        """Return the texts with their marks, in the order in which they were first used."""
        return [f"{mark} {text}" for text, mark in self.marks.items()]


def heads() -> list[str]:
    """Return the headings of the four columns."""
    return [_("Book or act"), _("Fields"), _("Purpose and basis"), _("How long, or when")]


def parts(found: Subject, moment: Callable[[str], str], notes: Notes | None = None) -> list[tuple[str, list[Line]]]:
    """Return (heading, lines) of each part; `moment` shows an ISO moment.

    With `notes`, for paper: what many lines repeat is said once there, and lists that were seen are counted.
    """
    return [
        (_("What is kept, why and how long"), list(_kept(found, notes))),
        (_("Notices and consents given"), list(_consents(found))),
        (_("Who saw, copied, printed, exported or handed it on"),
         [*_seen(found.seen, moment)] if notes is None else
         [*_seen([line for line in found.seen if line.how == EXACT], moment), *_counted(found, moment)]),
        (_("What the superior union received"), list(_sent(found, moment))),
    ]


def _kept(found: Subject, notes: Notes | None) -> Iterator[Line]:
    for book in found.kept:
        name = _("{book} ({count})").format(book=book.label, count=book.count)
        for place, group in enumerate(book.groups):
            marked = _(" [sensitive]") if group.sensitive else ""
            why = based(group.purpose, group.basis) if notes is None else f"{group.purpose} {notes.mark(group.basis)}"
            until = book.until if notes is None else notes.mark(book.until)
            yield (name if place == 0 else "", series(group.fields) + marked, why, until if place == 0 else "")


def based(text: str, basis: str) -> str:
    """Return a reason with the document that it stands on."""
    return _("{text} ({basis})").format(text=text, basis=basis)


def _consents(found: Subject) -> Iterator[Line]:
    fields = registers.get("consents").fields
    for row in found.consents:
        over = _("withdrawn {date}").format(date=row["withdrawn_on"]) if row["withdrawn_on"] else ""
        yield (fields["kind"].kind.show(row["kind"]), fields["purpose"].kind.show(row["purpose"]),
               " ".join(filter(None, (fields["form"].kind.show(row["form"]), row["text_version"]))),
               " ".join(filter(None, (row["given_on"], over))))


def _counted(found: Subject, moment: Callable[[str], str]) -> Iterator[Line]:
    """Yield the lists that may have held the person, those of one kind by one person counted."""
    groups: dict[tuple[str, str, str], list[Seen]] = {}
    for line in found.seen:
        if line.how != EXACT:
            groups.setdefault((line.way, line.actor, line.fields), []).append(line)
    for (way, actor, fields), lines in groups.items():
        if len(lines) == 1:
            yield from _seen(lines, moment)
            continue
        days = sorted({moment(lines[-1].at)[:_DAY], moment(lines[0].at)[:_DAY]})
        yield (f"{_('{way}, in a list').format(way=way)} · {actor}", fields or "—",
               _("Times: {count}").format(count=len(lines)), " – ".join(days))


def _seen(seen: Sequence[Seen], moment: Callable[[str], str]) -> Iterator[Line]:
    for line in seen:
        how = line.way if line.how == EXACT else _("{way}, in a list").format(way=line.way)
        why = clauses(filter(None, (line.text, line.reason, line.to)))
        yield f"{how} · {line.actor}", line.fields or "—", why, moment(line.at)


def _sent(found: Subject, moment: Callable[[str], str]) -> Iterator[Line]:
    for line in found.sent:
        confirmed = (_("confirmed {moment}").format(moment=moment(line.received_at)) if line.received_at
                     else _("not confirmed yet"))
        yield line.label, _("{count} records").format(count=line.count), found.superior, confirmed
