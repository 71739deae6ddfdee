"""The user guide in a window: the rule of a field on top, topics on the left, the text with what is searched marked."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from ui import guide, tokens
from ui.widgets.words import column, label, row
from union_desk import registers
from union_desk.exchange import templates
from union_desk.words import _, series

if TYPE_CHECKING:
    from ui.context import App
    from union_desk.schema.field import Field

_INDENT, _MOST_NAMES = "\u2003", 8


def show(app: App, *, page: str = "", field: Field | None = None, topic: str = "") -> GuideWindow:
    """Show the guide where it speaks of a page, or at a topic of that name; with a field, its rule stands on top."""
    parent = QApplication.activeModalWidget() or app.window
    made = GuideWindow(app, parent)
    made.explain(field)
    made.show()  # first, as a place is brought to the upper edge of what is laid out
    made.go_to(topic or getattr(guide.of_page(page), "name", ""))
    made.field.setFocus()
    return made


class GuideWindow(QDialog):
    """The guide; it stands beside the work and hinders nothing."""

    def __init__(self, app: App, parent: QWidget | None) -> None:
        """Lay the guide out and list its topics."""
        super().__init__(parent)
        self.app = app
        self.setWindowTitle(_("User guide"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rule = QLabel(wordWrap=True)
        self.rule.setTextFormat(Qt.TextFormat.RichText)
        self.rule.setProperty("card", True)
        self.field, self.count = QLineEdit(), label("", muted=True)
        self.field.setPlaceholderText(_("Search the guide; Enter goes on"))
        self.field.setAccessibleName(_("Search the guide"))
        self.field.setClearButtonEnabled(True)
        self.list, self.view = QListWidget(), QTextBrowser()
        self.list.setAccessibleName(_("Topics of the guide"))
        self.view.setAccessibleName(_("User guide"))
        self.view.setOpenLinks(False)
        self.view.setMarkdown(guide.text())
        self._places = self._find_topics()
        self._fill()
        self._lay_out()
        self.field.textChanged.connect(lambda _text: self._search())
        self.field.returnPressed.connect(self.next)
        self.list.currentRowChanged.connect(self._follow)
        QShortcut(QKeySequence.StandardKey.Find, self, self.field.setFocus)

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        split.addWidget(self.list)
        split.addWidget(self.view)
        split.setStretchFactor(1, 1)
        split.setSizes([220, 560])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        keys = buttons.addButton(_("All keys"), QDialogButtonBox.ButtonRole.ActionRole)
        keys.clicked.connect(lambda: self.app.run_command("keys"))
        buttons.rejected.connect(self.reject)
        for one in buttons.findChildren(QPushButton):
            one.setAutoDefault(False)  # Enter in the search field goes to the next place
        whole = column(self.rule, row(self.field, self.count), split, buttons, margins=tokens.SPACE)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.resize(860, 640)

    # ---- the field

    def explain(self, field: Field | None) -> None:
        """Show the rule of a field on top."""
        self.rule.setVisible(field is not None)
        if field is not None:
            self.rule.setText(rule_of(field))

    # ---- the topics

    def _find_topics(self) -> list[tuple[guide.Topic, QTextBlock]]:
        found, block = [], self.view.document().begin()
        for topic in guide.topics():
            here = block
            while here.isValid() and not here.text().startswith(topic.begins):
                here = here.next()
            if here.isValid():
                found.append((topic, here))
                block = here
        return found

    def _fill(self) -> None:
        self.list.addItems([_INDENT * (topic.level - 2) + topic.name for topic, _block in self._places])

    def topic(self) -> str:
        """Return the name of the topic in front."""
        line = self.list.currentRow()
        return self._places[line][0].name if line >= 0 else ""

    def go_to(self, name: str) -> None:
        """Show the topic of that name; the beginning for none."""
        names = [topic.name for topic, _block in self._places]
        self.list.setCurrentRow(names.index(name) if name in names else 0)

    def _follow(self, line: int) -> None:
        if line >= 0:
            self._show(QTextCursor(self._places[line][1]))

    def _show(self, cursor: QTextCursor) -> None:
        """Bring a place to the upper edge."""
        self.view.setTextCursor(cursor)
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.value() + self.view.cursorRect(cursor).top() - tokens.SPACE)

    # ---- the search

    def _hits(self) -> list[QTextCursor]:
        text, document, found = self.field.text().strip(), self.view.document(), []
        cursor = document.find(text) if text else QTextCursor()
        while not cursor.isNull():
            found.append(cursor)
            cursor = document.find(text, cursor, QTextDocument.FindFlag(0))
        return found

    def _search(self) -> None:
        """Mark every place, show the first, and list the topics that have one."""
        hits = self._hits()
        marks = []
        for hit in hits:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = hit
            mark.format.setBackground(self.app.theme.color("warning_fill"))
            marks.append(mark)
        self.view.setExtraSelections(marks)
        text = self.field.text().strip()
        self.count.setText(_("{count} places").format(count=len(hits)) if text else "")
        starts = [block.position() for _topic, block in self._places]
        within = {max((n for n, at in enumerate(starts) if at <= hit.position()), default=0) for hit in hits}
        for line in range(self.list.count()):
            self.list.item(line).setHidden(bool(text) and line not in within)
        if hits:
            self._show(_collapsed(hits[0]))

    def next(self) -> None:
        """Go on to the next place, and from the last to the first."""
        hits = self._hits()
        at = self.view.textCursor().position()
        after = [hit for hit in hits if hit.selectionStart() > at] or hits
        if after:
            self._show(_collapsed(after[0]))


def _collapsed(hit: QTextCursor) -> QTextCursor:
    made = QTextCursor(hit)
    made.setPosition(hit.selectionStart())
    return made


def rule_of(field: Field) -> str:
    """Return what is filled into a field, as rich text: need, values, rule, the other names that rosters use."""
    need, what, rule = templates.told(field)
    lines = [f"<b>{html.escape(_(field.label))}</b> — {html.escape(need)} · {html.escape(what)}"]
    if rule:
        lines.append(html.escape(rule))
    if field.sensitive:
        lines.append(_("Personal: masked until somebody asks for it with a reason."))
    if field.also:
        lines.append(html.escape(_("Also called: {names}").format(names=series(field.also[:_MOST_NAMES]))))
    return "<br>".join(lines)


def field_of(widget: QWidget | None) -> Field | None:
    """Return the field that a widget, or one that it stands in, edits."""
    while widget is not None:
        told = widget.property("helps")
        if told:
            register, _dot, name = str(told).partition(".")
            return registers.get(register).fields[name]
        parent = widget.parentWidget()
        widget = parent if isinstance(parent, QWidget) else None
    return None
