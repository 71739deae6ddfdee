"""The wizard's steps that ask: the union with its codes checked live, the folder, the passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWizardPage,
)

from ui.first_run_plan import PRACTICE, UNION_FIELDS, Plan
from union_desk import office
from union_desk.schema.problem import LEVELS, Problem
from union_desk.words import _

PAUSE = 250  # milliseconds after the last keystroke


def note(text: str, level: str = "") -> QLabel:
    """Return a wrapped line of explanation; with a level it is coloured as a problem of that level."""
    label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    _colour(label, level)
    return label


def show_level(label: QLabel, text: str, level: str) -> None:
    """Set a note's text and level."""
    label.setText(text)
    if label.property("level") != level:
        _colour(label, level)
        label.style().polish(label)


def _colour(label: QLabel, level: str) -> None:
    label.setProperty("level", level)
    label.setProperty("muted", "" if level else "true")


class Step(QWizardPage):
    """A page of the wizard that sets its words anew each time it is shown, so the language may change."""

    def __init__(self, plan: Plan) -> None:
        """Keep the plan that all steps fill in."""
        super().__init__()
        self.plan = plan

    def initializePage(self) -> None:
        """Set the words."""
        self.retitle()

    def retitle(self) -> None:
        """Set the words in the current language."""


class UnionStep(Step):
    """The union's name and codes, checked while they are typed."""

    def __init__(self, plan: Plan) -> None:
        """Make a line for each field, with its problems under it."""
        super().__init__(plan)
        self.edits: dict[str, QLineEdit] = {}
        self.notes: dict[str, QLabel] = {}
        self.labels: dict[str, QLabel] = {}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.check)
        form = QFormLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name in UNION_FIELDS:
            edit, remark, label = QLineEdit(maxLength=200), note(""), QLabel()
            label.setBuddy(edit)
            edit.textChanged.connect(lambda _text: self._pause.start())
            self.edits[name], self.notes[name], self.labels[name] = edit, remark, label
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(edit)
            column.addWidget(remark)
            form.addRow(label, column)

    def retitle(self) -> None:
        """Set the words from the register's own labels."""
        self.setTitle(_("Your union"))
        self.setSubTitle(_("Only the name is needed now. The codes are checked as you type."))
        for name in UNION_FIELDS:
            spec = office.UNIONS.fields[name]
            self.labels[name].setText(_(spec.label) + (" *" if spec.required else ""))
            self.edits[name].setAccessibleName(_(spec.label))
        self.check()

    def isComplete(self) -> bool:
        """Go on when the record could be kept."""
        self._take()
        return self.plan.union_ready()

    def validatePage(self) -> bool:
        """Check once more: the last key may have come within the pause."""
        self._pause.stop()
        self.check()
        return self.plan.union_ready()

    def check(self) -> None:
        """Show each field's gravest problem under it, or the rule for filling it in."""
        self._take()
        worst: dict[str, Problem] = {}
        for problem in sorted(self.plan.union_problems(), key=lambda p: -LEVELS.index(p.level)):
            worst[problem.field] = problem
        for name in UNION_FIELDS:
            found, help_text = worst.get(name), office.UNIONS.fields[name].help
            silent = found is not None and found.code == "missing"  # an empty form is not yet a mistake
            text = found.text() if found and not silent else _(help_text) if help_text else ""
            show_level(self.notes[name], text, found.level if found and not silent else "")
        self.completeChanged.emit()

    def _take(self) -> None:
        self.plan.union = {name: edit.text() for name, edit in self.edits.items()}


class FolderStep(Step):
    """Where the office lives."""

    def __init__(self, plan: Plan) -> None:
        """Offer a line and a button."""
        super().__init__(plan)
        self.path, self.choose = QLineEdit(), QPushButton()
        self.remark, self.advice = note(""), note("")
        self.path.textChanged.connect(self._take)
        self.choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(self.choose)
        whole = QVBoxLayout(self)
        whole.addLayout(row)
        whole.addWidget(self.remark)
        whole.addSpacing(12)
        whole.addWidget(self.advice)
        whole.addStretch(1)

    def initializePage(self) -> None:
        """Show the folder of the plan."""
        self.path.setText(str(self.plan.folder))
        super().initializePage()
        self._check()

    def retitle(self) -> None:
        """Set the words."""
        self.setTitle(_("Folder of the office"))
        self.setSubTitle(_("One folder holds the encrypted database and its key; back up this folder."))
        self.choose.setText(_("Choose…"))
        self.path.setAccessibleName(_("Folder of the office"))
        self.advice.setText(_("Do not choose a folder that OneDrive, WPS cloud or Baidu Netdisk synchronises, "
                              "nor a USB stick: two copies of a database damage each other."))

    def isComplete(self) -> bool:
        """Go on when the folder can hold the office."""
        return bool(self.path.text().strip()) and self.plan.folder_fault() is None

    def _take(self, text: str) -> None:
        self.plan.folder = Path(text.strip() or ".").expanduser()
        self._check()

    def _check(self) -> None:
        fault, warning = self.plan.folder_fault(), self.plan.folder_warning()
        show_level(self.remark, str(fault) if fault else warning, "error" if fault else "warning" if warning else "")
        self.completeChanged.emit()

    def _choose(self) -> None:
        above = self.plan.folder.parent
        dialog = QFileDialog(self, _("Folder of the office"), str(above if above.exists() else Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda chosen: self.path.setText(str(Path(chosen))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class PassphraseStep(Step):
    """The passphrase twice, how strong it is, and whether a recovery sheet is made."""

    def __init__(self, plan: Plan) -> None:
        """Make two hidden lines and a bar."""
        from ui.passphrases import PassphraseEdit

        super().__init__(plan)
        self.first, self.again = PassphraseEdit(), PassphraseEdit()
        self.bar = QProgressBar(minimum=0, maximum=80, textVisible=False)
        self.bar.setMaximumHeight(6)
        self.remark, self.fault, self.advice = note(""), note("", "error"), note("")
        self.sheet = QCheckBox()
        self.sheet.setChecked(True)
        self.first_label, self.again_label = QLabel(), QLabel()
        form = QFormLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        column = QVBoxLayout()
        column.setSpacing(3)
        for widget in (self.first, self.bar, self.remark):
            column.addWidget(widget)
        form.addRow(self.first_label, column)
        form.addRow(self.again_label, self.again)
        form.addRow("", self.fault)
        form.addRow("", self.sheet)
        form.addRow("", self.advice)
        self.first.textChanged.connect(self.check)
        self.again.textChanged.connect(self.check)
        self.sheet.toggled.connect(self.check)
        self.setCommitPage(True)

    def retitle(self) -> None:
        """Set the words."""
        self.setTitle(_("Passphrase"))
        self.setSubTitle(_("It encrypts the whole office. Nobody can read the data without it, not even we."))
        self.first_label.setText(_("Passphrase"))
        self.again_label.setText(_("Once more"))
        self.first.setAccessibleName(_("Passphrase"))
        self.again.setAccessibleName(_("Once more"))
        self.sheet.setText(_("Make a recovery sheet to print"))
        self.advice.setText(
            _("Practice data is invented, so a simple passphrase will do.") if self.plan.start == PRACTICE else
            _("The recovery sheet is a code on paper that opens the office when the passphrase is forgotten. "
              "Keep it under lock, apart from the computer."))
        self.sheet.setChecked(self.plan.start != PRACTICE)
        self.check()

    def isComplete(self) -> bool:
        """Go on when both lines agree and are long enough."""
        return self.plan.passphrase_fault() == ""

    def check(self) -> None:
        """Show the strength, and what is missing once the second line is begun."""
        self.plan.passphrase, self.plan.again = self.first.text(), self.again.text()
        self.plan.sheet = self.sheet.isChecked()
        strength = self.plan.strength()
        self.bar.setValue(min(80, int(strength.bits)))
        told = " ".join((_("Strength: {level}.").format(level=strength.label), strength.advice)).strip()
        told = told if self.plan.passphrase else ""
        show_level(self.remark, told, "" if strength.level else "warning")
        self.fault.setText(self.plan.passphrase_fault() if self.plan.again else "")
        self.completeChanged.emit()
