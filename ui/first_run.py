"""The first five minutes: language, the union, its folder, the passphrase and recovery sheet, and how to begin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
    QWizard,
)

from ui.background import Background
from ui.first_run_plan import EMPTY, IMPORT, PRACTICE, Founded, Plan
from ui.first_run_steps import FolderStep, PassphraseStep, Step, UnionStep, note
from union_desk import words
from union_desk.errors import UserError
from union_desk.paths import default_office
from union_desk.words import N_, _

if TYPE_CHECKING:
    from ui.preferences import Preferences
    from union_desk.progress import Progress, State

START, UNION, FOLDER, PASSPHRASE, MAKING, DONE = range(6)  # the steps in their order
LANGUAGES = (("zh_CN", "简体中文"), ("en", "English"))
CHOICES = (
    (IMPORT, N_("New office, and import a roster"), N_("For a union with an Excel or WPS roster of its members.")),
    (EMPTY, N_("New office, empty"), N_("Members are typed in one by one, or imported later.")),
    (PRACTICE, N_("Practice office"), N_("500 invented people to try everything on. Nothing in it is ever real.")),
)
FIRST_PAGE = {IMPORT: "import", EMPTY: "members", PRACTICE: ""}
BUTTONS = (
    (QWizard.WizardButton.BackButton, N_("Back")),
    (QWizard.WizardButton.NextButton, N_("Next")),
    (QWizard.WizardButton.CommitButton, N_("Set up the office")),
    (QWizard.WizardButton.FinishButton, N_("Begin")),
    (QWizard.WizardButton.CancelButton, N_("Cancel")),
)


class FirstRun(QWizard):
    """The wizard; `founded(db, page)` when an office was made, `existing()` when there is one to be opened."""

    founded = Signal(object, str)
    existing = Signal()

    def __init__(self, preferences: Preferences, folder: Path | None = None, parent: QWidget | None = None) -> None:
        """Begin with the given folder, which holds no office yet."""
        super().__init__(parent)
        self.preferences = preferences
        self.home = folder or default_office()
        self.plan = Plan(folder=self.home)
        self.made: Founded | None = None
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnLastPage)
        self.setOption(QWizard.WizardOption.NoCancelButtonOnLastPage)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        for number, step in enumerate((StartStep, UnionStep, FolderStep, PassphraseStep, MakingStep, DoneStep)):
            self.setPage(number, step(self.plan))
        self.setStartId(START)
        self.setMinimumSize(660, 540)
        self.retitle()

    def retitle(self) -> None:
        """Set the words of the frame in the current language."""
        self.setWindowTitle(_("Set up Union Desk"))
        for button, text in BUTTONS:
            self.setButtonText(button, _(text))

    def nextId(self) -> int:
        """Leave out the union's page for the practice office, whose union is invented."""
        here = self.currentId()
        if here == START and self.plan.start == PRACTICE:
            return FOLDER
        return here + 1 if here < DONE else -1

    def accept(self) -> None:
        """Hand the office over."""
        assert self.made is not None
        super().accept()
        self.founded.emit(self.made.db, FIRST_PAGE[self.made.start])

    def reject(self) -> None:
        """Give up, unless the office is being made or already there."""
        page = self.currentPage()
        if isinstance(page, MakingStep) and page.busy:
            page.cancel()
            return
        if self.made is not None:
            self.accept()
            return
        super().reject()


class StartStep(Step):
    """Language, and what kind of office."""

    def __init__(self, plan: Plan) -> None:
        """Offer both languages and three beginnings."""
        super().__init__(plan)
        self.language = QComboBox()
        for code, name in LANGUAGES:
            self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(words.language()))
        self.language.activated.connect(self._choose_language)
        self.choices, self.remarks = QButtonGroup(self), []
        self.language_label = QLabel()
        row = QFormLayout()
        row.addRow(self.language_label, self.language)
        whole = QVBoxLayout(self)
        whole.addLayout(row)
        whole.addSpacing(12)
        for number, (start, _text, _remark) in enumerate(CHOICES):
            button, remark = QRadioButton(), note("")
            remark.setContentsMargins(26, 0, 0, 8)
            button.setChecked(start == plan.start)
            self.choices.addButton(button, number)
            self.remarks.append(remark)
            whole.addWidget(button)
            whole.addWidget(remark)
        self.existing = QPushButton(flat=True)
        self.existing.clicked.connect(self._open_existing)
        whole.addStretch(1)
        whole.addWidget(self.existing, alignment=Qt.AlignmentFlag.AlignLeft)
        self.choices.idClicked.connect(self._choose)

    def retitle(self) -> None:
        """Set the words."""
        self.setTitle(_("Welcome to Union Desk"))
        self.setSubTitle(_("Five short steps; everything can be changed later except the folder's name on disk."))
        self.language_label.setText(_("Language"))
        self.language.setAccessibleName(_("Language"))
        for number, (_start, text, remark) in enumerate(CHOICES):
            self.choices.button(number).setText(_(text))
            self.remarks[number].setText(_(remark))
        self.existing.setText(_("There is an office on this computer already: open it"))

    def _choose_language(self, index: int) -> None:
        code = str(self.language.itemData(index))
        words.set_language(code)
        self.first_run().preferences.put("language", code)
        self.first_run().retitle()
        self.retitle()

    def _open_existing(self) -> None:
        self.first_run().existing.emit()

    def _choose(self, number: int) -> None:
        wizard = self.first_run()
        self.plan.start = CHOICES[number][0]
        # The practice office lies beside the real one, never in its place
        self.plan.folder = wizard.home.with_name("practice") if self.plan.start == PRACTICE else wizard.home

    def first_run(self) -> FirstRun:
        """Return the wizard."""
        wizard = self.wizard()
        assert isinstance(wizard, FirstRun)
        return wizard


class MakingStep(Step):
    """Makes the office, with progress."""

    def __init__(self, plan: Plan) -> None:
        """Show a bar and, when it fails, why."""
        super().__init__(plan)
        self.bar = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self.what, self.fault = QLabel(), note("", "error")
        whole = QVBoxLayout(self)
        whole.addWidget(self.what)
        whole.addWidget(self.bar)
        whole.addWidget(self.fault)
        whole.addStretch(1)
        self._background = Background(self)
        self._background.reported.connect(self._show)
        self._progress: Progress | None = None

    @property
    def busy(self) -> bool:
        """Tell whether the office is being made."""
        return self._background.busy

    def retitle(self) -> None:
        """Set the words."""
        self.setTitle(_("Setting up the office"))
        self.setSubTitle(_("The database is encrypted with a key that only your passphrase opens."))

    def initializePage(self) -> None:
        """Begin at once."""
        super().initializePage()
        self.fault.setText("")
        self.what.setText(_("Making the database…"))
        self.bar.setRange(0, 0)
        self._progress = self._background.run(self.plan.found, self._founded, self._failed)

    def isComplete(self) -> bool:
        """Go on only when the office is there."""
        return self.field_of_wizard() is not None

    def field_of_wizard(self) -> Founded | None:
        """Return what was made."""
        wizard = self.wizard()
        return wizard.made if isinstance(wizard, FirstRun) else None

    def cancel(self) -> None:
        """Stop filling the practice office; what is there stays usable."""
        if self._progress is not None:
            self._progress.cancel()

    def _founded(self, made: Founded) -> None:
        wizard = self.wizard()
        assert isinstance(wizard, FirstRun)
        wizard.made = made
        self.completeChanged.emit()
        wizard.next()

    def _failed(self, error: BaseException) -> None:
        self.bar.setRange(0, 1)
        self.what.setText("")
        if not isinstance(error, UserError):
            raise error
        self.fault.setText(str(error))

    def _show(self, state: State) -> None:
        self.what.setText(state.text)
        self.bar.setRange(0, state.total)
        self.bar.setValue(state.done)


class DoneStep(Step):
    """The recovery code, and what comes next."""

    def __init__(self, plan: Plan) -> None:
        """Show the code large; offer to print and to save the sheet."""
        super().__init__(plan)
        self.code = QLabel(alignment=Qt.AlignmentFlag.AlignCenter,
                           textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSize(18)
        self.code.setFont(font)
        self.explained, self.next, self.saved = note(""), note(""), note("", "info")
        self.print, self.save = QPushButton(), QPushButton()
        self.print.clicked.connect(self.print_sheet)
        self.save.clicked.connect(self.choose_file)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.print)
        buttons.addWidget(self.save)
        buttons.addStretch(1)
        whole = QVBoxLayout(self)
        for widget in (self.explained, self.code):
            whole.addWidget(widget)
        whole.addLayout(buttons)
        whole.addWidget(self.saved)
        whole.addSpacing(16)
        whole.addWidget(self.next)
        whole.addStretch(1)
        self.setFinalPage(True)

    def retitle(self) -> None:
        """Set the words."""
        made, sheet = self._made(), bool(self._made().recovery_code)
        self.setTitle(_("The office is ready"))
        self.setSubTitle(str(made.db.folder))
        self.code.setText(made.recovery_code)
        self.explained.setText(
            _("This code opens the office when the passphrase is forgotten. It is shown only now: print the sheet and "
              "keep it under lock.") if sheet else
            _("No recovery sheet: if the passphrase is lost, so is the data. A sheet can be made under Settings."))
        for widget in (self.code, self.print, self.save):
            widget.setVisible(sheet)
        self.print.setText(_("Print the sheet…"))
        self.save.setText(_("Save as PDF…"))
        self.next.setText({
            IMPORT: _("Next: choose the roster. Nothing is written before you have seen every problem."),
            EMPTY: _("Next: the members' page. Ctrl+N adds the first member."),
            PRACTICE: _("Next: look around. Whatever you do here touches nobody."),
        }[made.start])

    def print_sheet(self) -> None:
        """Print the recovery sheet on a printer of the person's choice."""
        from ui import printing  # the print library is loaded when somebody prints

        printing.ask_and_print(self, self._draw, _("Recovery sheet"))

    def choose_file(self) -> None:
        """Save the recovery sheet."""
        dialog = QFileDialog(self, _("Save as PDF…"), str(Path.home() / f"{_('Recovery sheet')}.pdf"), "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(self.save_sheet)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_sheet(self, path: str) -> None:
        """Write the sheet to a file."""
        self._draw(Path(path))
        self.saved.setText(_("Saved: {path}").format(path=path))

    def _draw(self, path: Path) -> None:
        from union_desk.papers import recovery_sheet  # ReportLab is loaded when somebody prints

        made = self._made()
        recovery_sheet.draw(path, self.plan.values()["union_name"], str(made.db.folder), made.recovery_code)

    def _made(self) -> Founded:
        wizard = self.wizard()
        assert isinstance(wizard, FirstRun)
        assert wizard.made is not None
        return wizard.made
