"""What is kept about a member in words: the same four parts in the window and on the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import registers
from union_desk.privacy.subject import EXACT
from union_desk.words import _, clauses, series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from union_desk.privacy.subject import Subject

Line = tuple[str, str, str, str]  # book or act, fields, purpose and basis, how long or when


def heads() -> list[str]:
    """Return the headings of the four columns."""
    return [_("Book or act"), _("Fields"), _("Purpose and basis"), _("How long, or when")]


def parts(found: Subject, moment: Callable[[str], str]) -> list[tuple[str, list[Line]]]:
    """Return (heading, lines) of each part; `moment` shows an ISO moment."""
    return [
        (_("What is kept, why and how long"), list(_kept(found))),
        (_("Notices and consents given"), list(_consents(found))),
        (_("Who saw, copied, printed, exported or handed it on"), list(_seen(found, moment))),
        (_("What the superior union received"), list(_sent(found, moment))),
    ]


def _kept(found: Subject) -> Iterator[Line]:
    for book in found.kept:
        name = _("{book} ({count})").format(book=book.label, count=book.count)
        for place, group in enumerate(book.groups):
            marked = _(" [sensitive]") if group.sensitive else ""
            yield (name if place == 0 else "", series(group.fields) + marked, based(group.purpose, group.basis),
                   book.until if place == 0 else "")


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


def _seen(found: Subject, moment: Callable[[str], str]) -> Iterator[Line]:
    for line in found.seen:
        how = line.way if line.how == EXACT else _("{way}, in a list").format(way=line.way)
        why = clauses(filter(None, (line.text, line.reason, line.to)))
        yield f"{how} · {line.actor}", line.fields or "—", why, moment(line.at)


def _sent(found: Subject, moment: Callable[[str], str]) -> Iterator[Line]:
    for line in found.sent:
        confirmed = (_("confirmed {moment}").format(moment=moment(line.received_at)) if line.received_at
                     else _("not confirmed yet"))
        yield line.label, _("{count} records").format(count=line.count), found.superior, confirmed
