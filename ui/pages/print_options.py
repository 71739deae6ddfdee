"""The left side of the print preview: which form, what is written on it, which printer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui import tokens
from ui.widgets.words import label
from union_desk import papers
from union_desk.papers import overlay
from union_desk.papers.card_batch_cover import MEDIA
from union_desk.papers.gathering import NUMBERED, this_month
from union_desk.papers.job import Details
from union_desk.schema.dates import read_date
from union_desk.words import N_, _

if TYPE_CHECKING:
    from ui.context import App
    from union_desk.papers.job import Form

PAUSE = 500  # milliseconds after the last change before the PDF is made anew
BATCH = frozenset({"card-batch-cover", "card-batch-list"})
ROSTERS = frozenset({"card-pickup-list", "member-roster"})
TEXTS = (
    ("batch_no", N_("Batch number")),
    ("bank_name", N_("Bank")),
    ("bank_branch", N_("Branch of the bank")),
    ("submitted_at", N_("Handed in on")),
    ("submitted_by", N_("Handed in by")),
)
FURTHEST = 50.0
_WIDE, _SHORT = 310, 10  # pixels of the whole; letters that a choice needs at least


class PrintOptions(QScrollArea):
    """`changed` when the PDF must be made anew, shortly after the last key."""

    changed = Signal()

    def __init__(self, app: App) -> None:
        """Make the lines; which of them are shown depends on the form."""
        super().__init__()
        self.app = app
        self.setWidgetResizable(True)
        self.setFixedWidth(_WIDE)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.changed)
        self.form, self.blank = QComboBox(), QCheckBox(_("Blank form"))
        self.register = ""
        self.forms: dict[str, Form] = dict(papers.ALL)
        self.learn_overlays()
        self._offer_forms("members")
        self.month, self.first, self.day = QLineEdit(this_month()), QSpinBox(), QLineEdit()
        self.first.setRange(1, 9999)
        self.day.setPlaceholderText(_("left to be written in"))
        self.texts = {name: QLineEdit() for name, _text in TEXTS}
        self.medium = QComboBox()
        self.medium.addItem("", "")
        for code, text in MEDIA:
            self.medium.addItem(_(text), code)
        self.spare, self.unmasked = QSpinBox(), QCheckBox(_("Numbers in full"))
        self.spare.setRange(0, 200)
        self.people = label("", wraps=True)
        self._make_printer()
        self._lay_out()
        self._connect()
        self._show_lines()

    def _make_printer(self) -> None:
        self.printer, self.copies, self.pages = QComboBox(), QSpinBox(), QLineEdit()
        self.copies.setRange(1, 999)
        self.pages.setPlaceholderText(_("all, or 1-3,5"))
        for name in QPrinterInfo.availablePrinterNames():
            self.printer.addItem(name, name)
        if not self.printer.count():
            self.printer.addItem(_("No printer is set up"), "")
            self.printer.setEnabled(False)
        usual = self.app.preferences.text("print/printer", QPrinterInfo.defaultPrinterName())
        self.printer.setCurrentIndex(max(0, self.printer.findData(usual)))
        self.right, self.down = QDoubleSpinBox(), QDoubleSpinBox()
        for box in (self.right, self.down):
            box.setRange(-FURTHEST, FURTHEST)
            box.setDecimals(1)
            box.setSingleStep(0.5)
            box.setSuffix(" mm")
        self._read_offset()

    def _lay_out(self) -> None:
        inside = QWidget()
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, tokens.SPACE, 0)
        self.lines = QFormLayout()
        self.lines.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, widget in (
            (_("Form"), self.form),
            ("", self.people),
            ("", self.blank),
            (_("Month"), self.month),
            (_("First number"), self.first),
            (_("Date on the form"), self.day),
            *((_(text), self.texts[name]) for name, text in TEXTS),
            (_("Medium"), self.medium),
            (_("Spare rows"), self.spare),
            ("", self.unmasked),
        ):
            self._line(self.lines, text, widget)
        printing = QFormLayout()
        printing.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, widget in (
            (_("Printer"), self.printer),
            (_("Copies"), self.copies),
            (_("Page range"), self.pages),
            (_("Move right"), self.right),
            (_("Move down"), self.down),
        ):
            self._line(printing, text, widget)
        whole.addWidget(label(_("What is printed"), section=True))
        whole.addLayout(self.lines)
        whole.addWidget(label(_("Printing"), section=True))
        whole.addLayout(printing)
        for box in (self.form, self.printer, self.medium):  # a long name does not widen the whole
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(_SHORT)
        whole.addStretch(1)
        self.setWidget(inside)

    def _line(self, form: QFormLayout, text: str, widget: QWidget) -> None:
        form.addRow(text, widget)
        if text:
            widget.setAccessibleName(text)

    def _connect(self) -> None:
        self.form.currentIndexChanged.connect(lambda _i: self._show_lines())
        self.form.currentIndexChanged.connect(lambda _i: self._pause.start())
        for edit in (self.month, self.day, *self.texts.values()):
            edit.textChanged.connect(lambda _text: self._pause.start())
        for box in (self.first, self.spare):
            box.valueChanged.connect(lambda _value: self._pause.start())
        for check in (self.blank, self.unmasked):
            check.toggled.connect(lambda _on: self._pause.start())
        self.medium.currentIndexChanged.connect(lambda _i: self._pause.start())
        self.printer.currentIndexChanged.connect(lambda _i: self._read_offset())
        for offset in (self.right, self.down):
            offset.valueChanged.connect(lambda _value: self._keep_offset())

    # ---- what the page asks -----------------------------------------------------------------------------------------

    def form_id(self) -> str:
        """Return the id of the form."""
        return str(self.form.currentData())

    def learn_overlays(self) -> None:
        """Read the layouts for printing onto forms that the office has now."""
        with self.app.db.read() as session:
            made = [overlay.form(layout) for layout in overlay.layouts(session).values()]
        self.forms = {**papers.ALL, **{form.id: form for form in made}}
        shown, self.register = self.register, ""
        if shown:
            chosen = self.form.currentData()
            self._offer_forms(shown)
            self.form.setCurrentIndex(max(0, self.form.findData(chosen)))

    def choose(self, form_id: str) -> None:
        """Choose a form; the list becomes that of its register."""
        self._offer_forms(self.forms[form_id].register)
        self.form.setCurrentIndex(max(0, self.form.findData(form_id)))

    def offer(self, register: str) -> None:
        """List the forms of a register, keeping the chosen one where it is among them."""
        self._offer_forms(register)
        self._show_lines()

    def details(self) -> Details:
        """Return what is written on the form besides the members."""
        day, _notes = read_date(self.day.text())
        texts: dict[str, Any] = {name: edit.text().strip() for name, edit in self.texts.items() if self._is_shown(edit)}
        usual = Details(
            day=str(day or ""),
            month=self.month.text().strip() or this_month(),
            first_number=self.first.value(),
            medium=str(self.medium.currentData() or ""),
            spare_rows=self.spare.value() if self._is_shown(self.spare) else 0,
            unmasked=self.unmasked.isChecked() and self._is_shown(self.unmasked),
        )
        return replace(usual, **texts)

    def offset(self) -> tuple[float, float]:
        """Return the offset of the printer in millimetres (right, down)."""
        return self.right.value(), self.down.value()

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _offer_forms(self, register: str) -> None:
        if register == self.register:
            return
        self.register = register
        self.form.blockSignals(True)
        self.form.clear()
        for form in self.forms.values():
            if form.register == register:
                self.form.addItem(_(form.label), form.id)
        self.form.blockSignals(False)

    def _is_shown(self, widget: QWidget) -> bool:
        return self.lines.isRowVisible(widget)

    def _show_lines(self) -> None:
        form = self.form_id()
        batch = form in BATCH
        shown: dict[QWidget, bool] = {
            self.month: form in NUMBERED,
            self.first: form in NUMBERED,
            self.medium: batch,
            self.spare: form in ROSTERS,
            self.unmasked: form in ROSTERS,
            **dict.fromkeys(self.texts.values(), batch),
        }
        for widget, visible in shown.items():
            self.lines.setRowVisible(widget, visible)

    def _offset_name(self) -> str:
        return f"print/offset/{self.printer.currentData()}"

    def _read_offset(self) -> None:
        kept = self.app.preferences.texts(self._offset_name()) or ["0", "0"]
        for box, text in zip((self.right, self.down), kept, strict=True):
            box.blockSignals(True)
            box.setValue(float(text))
            box.blockSignals(False)

    def _keep_offset(self) -> None:
        self.app.preferences.put(self._offset_name(), [str(value) for value in self.offset()])
