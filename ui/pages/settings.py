"""Settings: language, look, the union's data, the passphrase, folders, and what this program is."""

from __future__ import annotations

import platform
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QScrollArea, QWidget

from ui import input_method, notices_view, theme, tokens
from ui.pages.opening import open_file
from ui.pages.page import PageWidget
from ui.pages.settings_passphrase import PassphraseCard
from ui.remembering_view import RememberingCard
from ui.widgets.words import button, column, label, row
from union_desk import __version__, about, office, trouble, words
from union_desk.paths import resource
from union_desk.words import N_, _

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from ui.context import App

LANGUAGES = (("zh_CN", "简体中文"), ("en", "English"))
MODES = {theme.SYSTEM: N_("As the system"), theme.LIGHT: N_("Light"), theme.DARK: N_("Dark")}
SCALES = (100, 110, 125, 150, 175, 200)

class SettingsPage(PageWidget):
    """One card a subject."""

    def __init__(self, app: App) -> None:
        """Lay it out with what is set now."""
        super().__init__(app)
        cards = [self._look(), self._office(), PassphraseCard(app), RememberingCard(app), self._folders(),
                 self._about()]
        inside = QWidget()
        inside.setLayout(
            column(label(_("Settings"), title=True), *cards, None, margins=tokens.SPACE_L, spacing=tokens.SPACE)
        )
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(inside)
        self.setLayout(column(scroll))

    # ---- cards -----------------------------------------------------------------------------------------------------

    def _look(self) -> QFrame:
        self.language, self.mode, self.scale = QComboBox(), QComboBox(), QComboBox()
        for code, name in LANGUAGES:
            self.language.addItem(name, code)
        for mode, text in MODES.items():
            self.mode.addItem(_(text), mode)
        for percent in SCALES:
            self.scale.addItem(f"{percent} %", percent)
        self.language.setCurrentIndex(self.language.findData(words.language()))
        self.mode.setCurrentIndex(max(0, self.mode.findData(self.app.theme.mode)))
        self.scale.setCurrentIndex(max(0, self.scale.findData(self.app.preferences.number("scale", 100))))
        self.language.activated.connect(lambda _i: self.app.set_language(str(self.language.currentData())))
        self.mode.activated.connect(lambda _i: self.app.set_theme(str(self.mode.currentData())))
        self.scale.activated.connect(lambda _i: self._set_scale())
        typing = label(input_method.sentence(), level="warning", wraps=True)
        typing.setVisible(bool(typing.text()))
        return card(
            _("Language and look"),
            typing,
            lines((_("Language"), self.language), (_("Colours"), self.mode), (_("Size of everything"), self.scale)),
        )

    def _office(self) -> QFrame:
        self.union = label("", wraps=True)
        self.practice = label(_("Practice office: everybody in it is invented."), level="warning")
        edit = button(_("Edit the union's data…"), self._edit_union)
        self.app.jobs.read(lambda s: (office.union(s), office.is_practice(s)), self._show_union, owner=self)
        return card(_("The union"), self.union, self.practice, row(edit, None))

    def _folders(self) -> QFrame:
        folder, log, config = self.app.folder, trouble.log_folder(), self.app.preferences.folder
        parts = []
        places = ((_("Folder of the office"), folder), (_("Settings of this computer"), config), (_("Log"), log))
        for text, path in places:
            shown = label(str(path), muted=True)
            parts.append(row(label(text), 8, shown, None, button(_("Open"), partial(open_there, path))))
        note = label(
            _("Back up the office's folder while the program is closed. Database and key belong together."),
            muted=True,
            wraps=True,
        )
        return card(_("Folders"), *parts, note)

    def _about(self) -> QFrame:
        self.versions = label(versions(), muted=True, wraps=True)
        self.versions.setTextInteractionFlags(self.versions.textInteractionFlags().TextSelectableByMouse)
        licence = button(_("Licence (GPL-3.0-or-later)"), lambda: open_file(licence_file()))
        fonts = button(_("Licences of fonts and icons"), lambda: open_file(resource("fonts")))
        everything = button(_("Licences of everything inside"), lambda: notices_view.show(self.app))
        return card(_("About Union Desk"), self.versions, row(licence, fonts, everything, None))

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _set_scale(self) -> None:
        self.app.preferences.put("scale", int(self.scale.currentData()))
        self.app.messages.say(_("The new size holds from the next start."))

    def _show_union(self, found: tuple[dict[str, Any], bool]) -> None:
        union, practice = found
        names = (union.get("union_name"), union.get("union_code"), union.get("union_uscc"))
        self.union.setText(" · ".join(str(name) for name in names if name))
        self.practice.setVisible(practice)

    def _edit_union(self) -> None:
        def have(union: dict[str, Any]) -> None:
            self.app.open_record("unions", str(union.get("id") or ""))

        self.app.jobs.read(office.union, have, owner=self)


def card(title: str, *parts: Any) -> QFrame:
    """Return a card with a heading."""
    frame = QFrame()
    frame.setProperty("card", True)
    frame.setMaximumWidth(860)
    frame.setLayout(column(label(title, section=True), *parts, margins=tokens.SPACE))
    return frame


def lines(*pairs: tuple[str, QWidget]) -> QFormLayout:
    """Return lines of label and widget."""
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    for text, widget in pairs:
        widget.setMinimumWidth(220)
        widget.setAccessibleName(text)
        form.addRow(text, widget)
    return form


def versions() -> str:
    """Return the versions of the program and of what it stands on, and where it lies."""
    there = about.notices() if about.is_packed() else ()
    inside = [f"{notice.name} {notice.version}" for notice in there if notice.version]
    return " · ".join((_("Union Desk {version}").format(version=__version__), f"Python {platform.python_version()}",
                       f"Qt {qVersion()}", *inside, str(resource().parent)))


def licence_file() -> Path:
    """Return the licence's text, from a checkout or beside a frozen program."""
    return resource().parent / "LICENSE"


def open_there(path: Path) -> None:
    """Open a folder, or the nearest one above it that exists."""
    open_file(next(p for p in (path, *path.parents) if p.exists()))
