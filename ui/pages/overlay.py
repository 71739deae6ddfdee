"""Setting up printing onto forms: fields are dragged over a scan of the form, then only the data is printed (套打)."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSignalBlocker, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from ui import tokens
from ui.pages.opening import ask_path
from ui.pages.overlay_canvas import Canvas, Fields
from ui.pages.page import PageWidget
from ui.pages.picker import searchable
from ui.widgets.words import bar, button, column, label, row
from union_desk import registers, sources
from union_desk.errors import UserError
from union_desk.papers import overlay
from union_desk.papers.overlay import Layout
from union_desk.search import Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App

ALIGNED = (("left", N_("On the left")), ("centre", N_("In the middle")), ("right", N_("On the right")))
PARTS = (("", N_("Whole")), ("year", N_("Year")), ("month", N_("Month")), ("day", N_("Day of the month")))
FORGOTTEN = N_("Deleted the layout {name} for printing onto forms")
FOLDER = "overlay/folder"
SCAN_WIDTH = 1600  # pixels: enough to aim at a line of a form, small enough for the office's database
NUMBERS = ("x", "y", "width", "height", "size")
TEXT = "="
_LEFT = 300


class OverlayPage(PageWidget):
    """A layout at a time: its paper with the places on the right, fields and the chosen place on the left."""

    def __init__(self, app: App) -> None:
        """Lay it out."""
        super().__init__(app)
        self.layout_now = Layout(_("New layout"))
        self.canvas, self.fields = Canvas(), Fields()
        self.which, self.name = QComboBox(), QLineEdit()
        self.which.setAccessibleName(_("Layout"))
        self.which.setPlaceholderText(_("New layout"))
        self.register = searchable(_("Whose records"))
        for one in registers.ALL:
            if not one.append_only:
                self.register.addItem(_(one.label), one.name)
        self.paper = {side: self._spin(10, 1000) for side in ("width", "height")}
        self.numbers = {side: self._spin(0, 1000) for side in NUMBERS}
        self.boxes, self.align, self.part, self.text = QSpinBox(), QComboBox(), QComboBox(), QLineEdit()
        self.boxes.setRange(0, 60)
        for box, choices in ((self.align, ALIGNED), (self.part, PARTS)):
            for key, words in choices:
                box.addItem(_(words), key)
        self.save = button(_("Save the layout"), self.keep, primary=True)
        self.setLayout(column(self._head(), row(self._left(), self.canvas), margins=tokens.SPACE))
        self._connect()
        self.activated()

    def _spin(self, low: float, high: float) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setRange(low, high)
        box.setDecimals(1)
        box.setSingleStep(0.5)
        return box

    def _head(self) -> Any:
        return bar(
            label(_("Printing onto forms"), title=True), 16, self.which, button(_("New"), self.begin),
            button(_("Scan of the form…"), self.ask_scan), button(_("Take in a file…"), self.ask_file),
            button(_("Give out as a file…"), self.ask_target), button(_("Delete"), self.forget), None,
            button(_("Print the outlines"), lambda: self.print_layout(blank=True)),
            button(_("Print…"), self.print_layout), self.save)  # fmt: skip

    def _left(self) -> QWidget:
        left = QWidget()
        paper, place = QFormLayout(), QFormLayout()
        for one in (paper, place):
            one.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
            one.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for form, text, widget in (
            (paper, _("Name of the layout"), self.name), (paper, _("Whose records"), self.register),
            (paper, _("Paper, wide (mm)"), self.paper["width"]),
            (paper, _("Paper, high (mm)"), self.paper["height"]),
            (place, _("From the left (mm)"), self.numbers["x"]), (place, _("From above (mm)"), self.numbers["y"]),
            (place, _("Wide (mm)"), self.numbers["width"]), (place, _("High (mm)"), self.numbers["height"]),
            (place, _("Size (points)"), self.numbers["size"]), (place, _("Stands"), self.align),
            (place, _("Boxes, one character each"), self.boxes), (place, _("Of a date"), self.part),
            (place, _("Fixed text"), self.text)):  # fmt: skip
            widget.setAccessibleName(text)
            form.addRow(text, widget)
        told = label(_("Drag a field onto the form. Arrows move it by a millimetre, with Shift by a tenth; Del takes "
                       "it away."), wraps=True, muted=True)
        left.setLayout(column(paper, label(_("Fields"), section=True), told, self.fields,
                              button(_("Put a fixed text there"), self.add_text),
                              label(_("The chosen place"), section=True), place))
        whole = QScrollArea(widgetResizable=True)  # a low screen has no room for all lines
        whole.setFrameShape(QFrame.Shape.NoFrame)
        whole.setFixedWidth(_LEFT)
        whole.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole.setWidget(left)
        return whole

    def _connect(self) -> None:
        self.canvas.chosen.connect(self._show_place)
        self.canvas.moved.connect(self._show_place)
        self.which.activated.connect(lambda _index: self.show_layout(str(self.which.currentData())))
        self.register.activated.connect(lambda _index: self.take_register(str(self.register.currentData())))
        self.fields.itemDoubleClicked.connect(lambda _item: self.canvas.add(self.fields.source(), 10, 10))
        for side in self.paper.values():
            side.valueChanged.connect(lambda _value: self.canvas.set_paper(
                self.paper["width"].value(), self.paper["height"].value()))
        for number in self.numbers.values():
            number.valueChanged.connect(lambda _value: self._take_place())
        self.boxes.valueChanged.connect(lambda _value: self._take_place())
        for box in (self.align, self.part):
            box.activated.connect(lambda _index: self._take_place())
        self.text.textEdited.connect(lambda _text: self._take_place())

    # ---- what the frame calls ---------------------------------------------------------------------------------------

    def activated(self) -> None:
        """List the layouts of the office."""
        with self.app.db.read() as session:
            known = overlay.layouts(session)
        with QSignalBlocker(self.which):
            self.which.clear()
            for one in known.values():
                self.which.addItem(one.name, one.id)
        if self.layout_now.id in known:
            self.which.setCurrentIndex(self.which.findData(self.layout_now.id))
        elif known:
            self.show_layout(next(iter(known)))
        else:
            self.show_now(self.layout_now)

    # ---- layouts ----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Begin a new layout."""
        self.canvas.set_scan(None)
        self.show_now(Layout(_("New layout")))

    def show_layout(self, layout_id: str) -> None:
        """Show a layout of the office with its scan."""
        with self.app.db.read() as session:
            found, scan = overlay.layouts(session)[layout_id], overlay.scan_of(session, layout_id)
        picture = QPixmap()
        picture.loadFromData(base64.b64decode(scan))
        self.canvas.scan = None if picture.isNull() else picture
        self.show_now(found)

    def show_now(self, layout: Layout) -> None:
        """Show a layout."""
        self.layout_now = layout
        self.name.setText(layout.name)
        for side, box in self.paper.items():
            with QSignalBlocker(box):
                box.setValue(getattr(layout, side))
        with QSignalBlocker(self.register):
            self.register.setCurrentIndex(self.register.findData(layout.register))
        self.fields.offer(sources.choices(registers.get(layout.register)))
        self.canvas.show_layout(layout)
        self._show_place()

    def take_register(self, name: str) -> None:
        """Let the layout take the records of another book; places that it has no field for are taken away."""
        book, made = registers.get(name), self.made()
        spots = tuple(spot for spot in made.spots if sources.is_source(book, spot.source))
        self.show_now(replace(made, register=name, spots=spots))
        if len(spots) < len(made.spots):
            self.app.messages.say(_("{count} places were taken away: {register} has no such fields.").format(
                count=len(made.spots) - len(spots), register=_(book.label)))

    def made(self) -> Layout:
        """Return the layout as it stands on the screen."""
        return replace(self.layout_now, name=self.name.text().strip() or _("New layout"), spots=self.canvas.spots(),
                       width=self.paper["width"].value(), height=self.paper["height"].value())

    def keep(self, then: Callable[[], None] | None = None) -> None:
        """Save the layout and its scan, which is journaled, and go on with `then`."""
        layout, scan = self.made(), self._scan()
        self.layout_now = layout
        told = _("The layout {name} was kept.").format(name=layout.name)

        def done(_none: None) -> None:
            self.activated()
            if then is None:
                self.app.messages.say(told)
            else:
                then()

        self.app.jobs.gesture(overlay.KEPT, lambda session: overlay.keep(session, layout, scan), done, keep=True,
                              params={"name": layout.name}, owner=self)

    def forget(self) -> None:
        """Take the layout away, after asking."""
        layout = self.layout_now

        def gone(_none: None) -> None:
            self.layout_now = Layout(_("New layout"))
            self.canvas.set_scan(None)
            self.activated()

        def delete() -> None:
            self.app.jobs.gesture(FORGOTTEN, lambda session: overlay.forget(session, layout.id), gone, keep=True,
                                  params={"name": layout.name}, owner=self)

        self.app.messages.ask(_("Delete the layout {name}?").format(name=layout.name), _("Delete"), delete)

    def _scan(self) -> str:
        picture = self.canvas.scan
        if picture is None or picture.isNull():
            return ""
        if picture.width() > SCAN_WIDTH:
            picture = picture.scaledToWidth(SCAN_WIDTH, Qt.TransformationMode.SmoothTransformation)
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "JPEG", 80)
        return base64.b64encode(data.data()).decode()

    # ---- the chosen place -------------------------------------------------------------------------------------------

    def add_text(self) -> None:
        """Put a fixed text on the paper."""
        self.canvas.add(TEXT + _("Text"), 10, 10)
        self.text.setFocus()

    def _show_place(self) -> None:
        item = self.canvas.current()
        parts: list[QWidget] = [*self.numbers.values(), self.boxes, self.align, self.part, self.text]
        for part in parts:
            part.setEnabled(item is not None)
        if item is None:
            return
        spot = item.spot
        blockers = [QSignalBlocker(part) for part in parts]
        for side, box in self.numbers.items():
            box.setValue(getattr(spot, side))
        self.boxes.setValue(spot.boxes)
        self.align.setCurrentIndex(self.align.findData(spot.align))
        self.part.setCurrentIndex(max(0, self.part.findData(spot.part)))
        self.text.setEnabled(spot.source.startswith(TEXT))
        if not self.text.hasFocus():
            self.text.setText(spot.source.removeprefix(TEXT) if spot.source.startswith(TEXT) else "")
        del blockers

    def _take_place(self) -> None:
        item = self.canvas.current()
        if item is None:
            return
        source = f"{TEXT}{self.text.text()}" if item.spot.source.startswith(TEXT) else item.spot.source
        item.show_spot(replace(
            item.spot, source=source, boxes=self.boxes.value(), align=str(self.align.currentData()),
            part=str(self.part.currentData()),
            **{side: max(0.1, box.value()) if side not in {"x", "y"} else box.value()
               for side, box in self.numbers.items()}))

    # ---- files and printing -----------------------------------------------------------------------------------------

    def ask_scan(self) -> None:
        """Let the person choose a picture of the form."""
        ask_path(self, _("Scan of the form…"), _("Pictures") + " (*.png *.jpg *.jpeg *.bmp)", FOLDER,
                  lambda file: self.canvas.set_scan(QPixmap(str(file))))

    def ask_file(self) -> None:
        """Let the person choose a layout that another office made."""
        ask_path(self, _("Take in a file…"), "JSON (*.json)", FOLDER, self.take_in)

    def take_in(self, file: Path) -> None:
        """Show the layout of a file, to be saved."""
        try:
            self.show_now(overlay.load(file))
        except UserError as fault:
            self.app.messages.error(fault)

    def ask_target(self) -> None:
        """Let the person say where the layout goes."""
        made = self.made()
        ask_path(self, _("Give out as a file…"), "JSON (*.json)", FOLDER, made.save, save=f"{made.name}.json")

    def print_layout(self, *, blank: bool = False) -> None:
        """Save, then go to the preview, where the printer's offset is set."""
        form = f"{overlay.PREFIX}{self.layout_now.id}"

        def go() -> None:
            from ui.pages import outgoing

            if blank:
                self.app.show_page("print", form=form, blank=True)
            elif self.layout_now.register != outgoing.MEMBERS:
                self._print_book(form)
            else:
                outgoing.people(self.app, lambda query: self.app.show_page("print", query=query, form=form))

        self.keep(go)

    def _print_book(self, form: str) -> None:
        """Print the records that are marked in the book's list in front, else all of the book."""
        from ui.pages import outgoing

        name, page = self.layout_now.register, outgoing.listed(self.app)
        if page is not None and page.register.name == name:
            outgoing.chosen(self.app, page, lambda query: self.app.show_page("print", query=query, form=form,
                                                                             register=name))
        else:
            self.app.show_page("print", query=Query(), form=form, register=name)
