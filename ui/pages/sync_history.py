"""What was sent and how the last sessions went; the computers of this office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from sync.desk import computers, outcome, store
from ui.moments import local
from ui.pages.sync_policy import PolicyView
from ui.pages.sync_policy import read as read_policy
from ui.pages.sync_tables import sent_table
from ui.widgets.plain_table import fill, plain_table, widen
from ui.widgets.words import column, filling, label
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from sync.desk.computers import Computer
    from sync.desk.levels import Level
    from sync.desk.policy import Accepted

KIB = 1024


class HistoryView(QSplitter):
    """Frames with their receipts on top, sessions with their figures below."""

    def __init__(self) -> None:
        """Lay it out."""
        super().__init__(Qt.Orientation.Vertical)
        self.sent = sent_table()
        heads = (_("Session"), _("Sent"), _("Came back"), _("From other computers"), _("Merged"),
                 _("From the superior"), _("Data volume"), _("How it ended"))
        self.sessions = plain_table(heads, _("Last sessions"))
        widen(self.sessions, (130, 64, 64, 104, 64, 84, 90))
        self.none = label(_("Nothing was sent yet."), muted=True)
        self.talks = QWidget()
        parts = ((QWidget(), _("What was sent"), self.none, self.sent),
                 (self.talks, _("Last sessions"), self.sessions))
        for part, title, *views in parts:
            part.setLayout(filling(column(label(title, section=True), *views, spacing=4), views[-1]))
            self.addWidget(part)

    def take(
        self,
        frames: Sequence[Any],
        sessions: Sequence[dict[str, Any]],
        levels: Mapping[tuple[int, int], Sequence[Level]],
    ) -> None:
        """Show frames, with the levels above that hold them, and sessions; both newest first."""
        sent_table(frames, self.sent, levels)
        self.sent.setVisible(bool(frames))
        self.none.setVisible(not frames)
        self.talks.setVisible(bool(sessions))  # an office that reports by stick has none
        fill(self.sessions, [_session_cells(one) for one in sessions], figures=range(1, 7))


def _session_cells(one: dict[str, Any]) -> tuple[str, ...]:
    figures = (one["records"], one["returned"], one["pulled_records"], one["merged"], one["posts"])
    volume = f"{one['sent_bytes'] / KIB:,.1f} KiB"
    ended = outcome.sentence(one) or _("all well")
    extra = [text.format(count=one[name]) for name, text in (
        ("reissued", _("{count} sealed again")), ("compared", _("{count} found different and mended")),
        ("handed_back", _("{count} handed back to the superior")), ("files_sent", _("attachments sent: {count}")),
        ("files_taken", _("attachments received: {count}"))) if one.get(name)]
    return (local(one["at"]), *(f"{figure:,}" for figure in figures), volume, " · ".join([ended, *extra]))


class OfficeView(QSplitter):
    """The computers that report for this union, and what leaves the office."""

    def __init__(self) -> None:
        """Lay it out."""
        super().__init__(Qt.Orientation.Vertical)
        heads = (_("Computer"), _("Enrolled"), _("Last sealed"), _("Frames received"), _("State"))
        self.computers = plain_table(heads, _("Computers of this office"))
        widen(self.computers, (200, 140, 140, 160))
        self.policy = PolicyView()
        for title, view in ((_("Computers of this office"), self.computers),
                            (_("What leaves this office"), self.policy)):
            part = QWidget()
            part.setLayout(column(label(title, section=True), view, spacing=4))
            self.addWidget(part)
        self.setSizes([230, 310])

    def take(self, found: Sequence[Computer], known: tuple[Accepted | None, list[str]]) -> None:
        """Show the computers and the policy."""
        fill(self.computers, [_computer_cells(one) for one in found])
        self.policy.take(known)


def _computer_cells(one: Computer) -> tuple[str, ...]:
    name = _("this computer") if one.is_this else _("another computer")
    name = _("Filed again by the superior") if one.is_filing else name
    confirmed = _("{confirmed} of {sealed} frames").format(confirmed=one.confirmed, sealed=one.sealed)
    state = _("in use") if one.is_open else _("its log is closed; a new one was begun")
    state = state if one.is_this else "—"  # only a computer itself knows whether it goes on with its log
    return (f"{name} ({one.device[:8]})", local(one.enrolled_at) if one.enrolled_at else "—",
            local(one.last_sealed) if one.last_sealed else "—", confirmed, state)


def read(session: Session) -> tuple[list[dict[str, Any]], list[Computer], tuple[Accepted | None, list[str]]]:
    """Return the last sessions, the computers, and the policy with who accepted it."""
    return store.get(session, store.SESSIONS, []), computers.read(session), read_policy(session)
