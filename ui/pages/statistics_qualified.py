"""The qualified rate by branch, and why the other records are not qualified."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QSplitter, QWidget

from ui.pages.figures import Figure, FiguresView, Table
from ui.widgets.words import column, label, row
from union_desk.search import Filter
from union_desk.statistics.qualification import UNQUALIFIED, Qualification, qualification
from union_desk.words import _

if TYPE_CHECKING:
    from ui.pages.statistics import StatisticsPage
    from union_desk.progress import Progress
    from union_desk.statistics.scope import Scope

BIG = 26


class QualifiedView(QWidget):
    """The rate large; branches on the left, reasons on the right."""

    def __init__(self, page: StatisticsPage) -> None:
        """Lay it out."""
        super().__init__()
        self.page, self.app = page, page.app
        self._counted: Scope | None = None
        self.rate, self.parts = label("—"), label("", muted=True)
        font = self.rate.font()
        font.setPointSizeF(BIG)
        font.setBold(True)
        self.rate.setFont(font)
        self.rate.setAccessibleName(_("Qualified rate"))
        self.branches = FiguresView(self.app.theme, _("Qualified rate by branch"))
        self.reasons = FiguresView(self.app.theme, _("Why records are not qualified"))
        left, right = QWidget(), QWidget()
        left.setLayout(column(label(_("By branch"), section=True), self.branches))
        right.setLayout(column(label(_("Why records are not qualified"), section=True), self.reasons))
        split = QSplitter(Qt.Orientation.Horizontal)
        for side in (left, right):
            split.addWidget(side)
        split.setSizes([520, 620])
        split.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setLayout(column(row(self.rate, 8, self.parts, None), split))

    def forget(self) -> None:
        """Count anew when next asked."""
        self._counted = None

    def count(self) -> None:
        """Count, unless the figures on the screen are those; unqualified records are read one by one, as a job."""
        scope = self.page.scope()
        if scope == self._counted:
            return
        self._counted = scope

        def work(progress: Progress) -> Qualification:
            with self.app.db.read() as session:
                return qualification(session, scope, progress)

        job = self.app.jobs.run(
            _("Looking for the reasons of unqualified records"),
            work,
            lambda found: self._show(found) if self._counted == scope else None,
            owner=self,
            listed=False,
        )
        self.page.job.follow(job)

    def _show(self, found: Qualification) -> None:
        people, tab = self.page.scope().people, found.by_branch
        self.rate.setText(found.rate.text())
        self.parts.setText(
            _("{part} of {whole} records are qualified").format(part=found.rate.part, whole=found.rate.whole)
        )
        lines = []
        for category in tab.shown(0):
            rate = found.rate_of(category.key)
            missing = rate.whole - rate.part
            opens = partial(self.app.show_people, people(*category.filters, *UNQUALIFIED)) if missing else None
            lines.append(
                (
                    category.label,
                    [
                        Figure(
                            str(rate.whole),
                            partial(self.app.show_people, people(*category.filters)) if rate.whole else None,
                        ),
                        Figure(
                            str(rate.part),
                            partial(self.app.show_people, people(*category.filters, _good())) if rate.part else None,
                        ),
                        Figure(str(missing), opens),
                        Figure(rate.text(), strong=True),
                    ],
                )
            )
        whole = found.rate
        lines.append(
            (
                _("Total"),
                [
                    Figure(str(whole.whole), strong=True),
                    Figure(str(whole.part), strong=True),
                    Figure(
                        str(whole.whole - whole.part), partial(self.app.show_people, people(*UNQUALIFIED)), strong=True
                    ),
                    Figure(whole.text(), strong=True),
                ],
            )
        )
        heads = [_("Branch"), _("Members"), _("Qualified"), _("Not qualified"), _("Rate")]
        self.branches.take(Table(heads, lines))
        reasons = [
            (r.label(), [Figure(r.text(), words=True), Figure(str(r.count), partial(self.app.show_people, r.query))])
            for r in found.reasons
        ]
        self.reasons.take(Table([_("Field"), _("What is wrong"), _("People")], reasons), (190, 240, 80))


def _good() -> Filter:
    return Filter("qualified", "is", (True,))
