"""What the superior knows about this office: asked now, counted by register, and every record that differs by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QSplitter, QWidget

from sync.desk import comparing, session, store
from ui.moments import local
from ui.pages.job_line import JobLine
from ui.widgets.plain_table import fill, plain_table
from ui.widgets.words import button, column, filling, label, row
from union_desk import registers
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sync.desk.comparing import Comparison
    from ui.context import App
    from ui.jobs import Job

MOST_LINES = 2000
WHERE = {
    comparing.HERE: N_("only here: not yet received there"),
    comparing.THERE: N_("only there: this computer does not hold it"),
    comparing.BOTH: N_("on both sides, with different contents"),
}


class ComparisonView(QWidget):
    """A button, two lists, and a way to mend."""

    def __init__(self, app: App) -> None:
        """Lay it out; nothing is asked before somebody wants to know."""
        super().__init__()
        self.app = app
        self.job: Job | None = None
        self.found: Comparison | None = None
        self.ask = button(_("Compare now"), self.compare, primary=True)
        self.mend = button(_("Mend the differences"), self.mend_now)
        self.mend.hide()
        self.line = JobLine(app)
        told = _(
            "The sums over all records are compared with the superior's, and where they differ the records are found. "
            "Looking changes nothing."
        )
        self.told = label(told, muted=True, wraps=True)
        self.outcome = label("", wraps=True)
        self.counts = plain_table(
            (_("Register"), _("Records here"), _("Records there"), _("Differences")), _("Counts of both sides")
        )
        self.records = plain_table((_("Register"), _("Record"), _("Difference")), _("Records that differ"))
        self.records.setColumnWidth(1, 240)
        self.records.activated.connect(lambda _index: self.show_record())
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(self.counts)
        both.addWidget(self.records)
        both.setSizes([480, 640])
        self.lists = both
        self.lists.hide()
        self.setLayout(filling(column(self.told, self._buttons(), self.line, self.lists), self.lists))

    def _buttons(self) -> QLayout:
        made = row(self.ask, self.mend, 12, self.outcome)
        made.setStretch(made.count() - 1, 1)  # a sentence of what went wrong is long
        return made

    def compare(self) -> None:
        """Ask the superior."""
        self.ask.setEnabled(False)
        self.job = self.app.jobs.run(
            _("Comparing with the superior"),
            lambda _progress: session.compare_now(self.app.db),
            self.show_found,
            failed=self._failed,
            owner=self,
            listed=False,
        )
        self.line.follow(self.job)

    def show_found(self, found: Comparison) -> None:
        """Show figures and differences."""
        self.found = found
        self.ask.setEnabled(True)
        differing: dict[str, int] = {}
        for each in found.differences:
            differing[each.register] = differing.get(each.register, 0) + 1
        names = sorted(found.counts, key=lambda name: (-differing.get(name, 0), name))
        counts = [(name, *found.counts[name]) for name in names if any(found.counts[name])]
        cells = [(_title(n), f"{here:,}", f"{there:,}", f"{differing.get(n, 0):,}") for n, here, there in counts]
        fill(self.counts, cells, figures=range(1, 4))
        some = found.differences[:MOST_LINES]
        fill(
            self.records,
            [(_title(each.register), each.title, _(WHERE[each.where])) for each in some],
            [f"{each.register}/{each.record}" for each in some],
        )
        self.outcome.setText(self._words(found))
        self.lists.show()
        self.records.setVisible(bool(some))
        self.mend.setVisible(bool(some))

    def _words(self, found: Comparison) -> str:
        when = local(store.now())
        records = sum(here for here, _there in found.counts.values())
        if not found.differences:
            return _("{time}: both copies are equal, {count} records.").format(time=when, count=f"{records:,}")
        return _("{time}: {count} records differ.").format(time=when, count=f"{len(found.differences):,}")

    def show_record(self) -> None:
        """Open the record under the cursor, where this computer holds it."""
        assert self.found is not None
        place = self.records.currentRow()
        one = self.found.differences[place]
        if one.where == comparing.THERE:
            self.app.messages.say(_("This computer does not hold that record: mend the differences to fetch it."))
        else:
            self.app.open_record(one.register, one.record)

    def mend_now(self) -> None:
        """Let a session fetch what is only there and send once more what is only here."""
        from ui import reporting

        def then(_none: object) -> None:
            self.mend.hide()
            reporting.of(self.app).sync()

        self.app.jobs.bookkeep(comparing.ask_next, then, owner=self)

    def _failed(self, error: BaseException) -> None:
        self.ask.setEnabled(True)
        if isinstance(error, UserError):
            self.outcome.setText(str(error))
        else:
            self.app.messages.error(error)


def _title(name: str) -> str:
    known: dict[str, Any] = {register.name: register for register in registers.ALL}
    return _(known[name].label) if name in known else name
