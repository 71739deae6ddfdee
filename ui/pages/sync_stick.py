"""Reporting without a network: five steps with a file on a stick; what was done last, and what comes next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from sync.desk import carrier, sending
from sync.desk.wholesale import ManyChangedError
from ui import tokens
from ui.jobs import Action
from ui.moments import local
from ui.pages import sync_policy
from ui.pages.opening import ask_path, open_folder_of
from ui.widgets.words import button, column, label, restyle, row
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.desk.carrier import Answered, Written
    from ui.context import App

SUFFIX = ".udf"
STICK = "sync/stick"  # the preference that remembers the folder on the stick
FILES = N_("Files for the superior (*.udf)")
STEPS = (
    (
        N_("Write the report"),
        N_("All that the superior has not confirmed goes into one sealed file, which only the superior can open."),
    ),
    (
        N_("Carry the file there"),
        N_("On a stick or by any other way. A lost file costs nothing: the next one holds everything again."),
    ),
    (
        N_("The superior reads it"),
        N_("There the records are checked, and an answer file is written with the receipts, and with papers for you."),
    ),
    (
        N_("Carry the answer back"),
        N_("Until it is read here, the records count as waiting. You can go on working meanwhile."),
    ),
    (
        N_("Read the answer"),
        N_("Receipts, returned records and the superior's papers come in, just as over the network."),
    ),
)
WRITE, READ = 0, 4


class StickView(QWidget):
    """The five steps; the next one is marked."""

    def __init__(self, app: App) -> None:
        """Lay it out; what was done last is told by `take`."""
        super().__init__()
        self.app = app
        self.cards: list[QFrame] = []
        self.done = [label("", muted=True, wraps=True) for _step in STEPS]
        self.write = button(_("Write a report file…"), lambda: ask_write(app), primary=True)
        self.read = button(_("Read an answer file…"), lambda: ask_read(app))
        whole = column(spacing=tokens.SPACE_S)
        for number, (title, told) in enumerate(STEPS):
            whole.addWidget(self._card(number, _(title), _(told)))
        hint = _("An answer file may also be dragged onto the window, or opened by a double click.")
        whole.addWidget(label(hint, muted=True, wraps=True))
        whole.addStretch(1)
        inside = QWidget()
        inside.setLayout(whole)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(inside)
        self.setLayout(column(scroll))

    def _card(self, number: int, title: str, told: str) -> QFrame:
        card = QFrame()
        card.setProperty("card", True)
        parts: list[Any] = [
            label(str(number + 1), title=True),
            12,
            column(label(title, section=True), label(told, muted=True, wraps=True), self.done[number], spacing=2),
        ]
        if number in {WRITE, READ}:
            parts.append(self.write if number == WRITE else self.read)
        lay = row(*parts, margins=tokens.SPACE_S)
        lay.setStretch(2, 1)
        card.setLayout(lay)
        self.done[number].hide()
        self.cards.append(card)
        return card

    def take(self, known: tuple[dict[str, Any], dict[str, Any]]) -> None:
        """Show what was written and read last, and mark the step that comes next."""
        written, answered = known
        self._tell(WRITE, _written_words(written) if written else "")
        self._tell(READ, _answered_words(answered) if answered else "")
        under_way = bool(written) and _is_awaited(written, answered)
        for number, card in enumerate(self.cards):
            restyle(card, "banner", "info" if number == (READ if under_way else WRITE) else None)
        restyle(self.write, "primary", not under_way)
        restyle(self.read, "primary", under_way)

    def _tell(self, number: int, text: str) -> None:
        self.done[number].setText(text)
        self.done[number].setVisible(bool(text))


def _written_words(facts: dict[str, Any]) -> str:
    return _("Last written {time}: {file}, {count} records.").format(
        time=local(facts["at"]), file=facts["file"], count=f"{facts['records']:,}"
    )


def _is_awaited(written: dict[str, Any], answered: dict[str, Any]) -> bool:
    """Tell whether the last report has no answer yet; reports of an older program have no number."""
    if "number" not in written:
        return bool(written["at"] >= answered.get("at", ""))
    return bool(written["number"] > max(answered.get("number", 0), answered.get("since", {}).get("number", 0)))


def _answered_words(facts: dict[str, Any]) -> str:
    told = _("{records} records were confirmed, {returned} came back, {posts} posts came down.").format(
        records=f"{facts['records']:,}", returned=facts["returned"], posts=facts["posts"]
    )
    texts = [_("Last read {time}: {file}.").format(time=local(facts["at"]), file=facts["file"]), told]
    if since := facts.get("since"):
        texts.append(
            _("Read since, {time}: {file}, with nothing new.").format(time=local(since["at"]), file=since["file"])
        )
    return " ".join(texts)


# ---- gestures, also from the menu, by drag and drop, and by double click


def ask_write(app: App) -> None:
    """Ask where to, and write; the page shows the steps."""
    app.show_page("sync", stick=True)
    sync_policy.when_accepted(app, lambda: _ask_where(app))


def _ask_where(app: App) -> None:
    name = _("Report {day}").format(day=dt.datetime.now().astimezone().date().isoformat()) + SUFFIX
    _ask(app, lambda path: write(app, path), save=name)


def ask_read(app: App) -> None:
    """Ask for the answer, and read it."""
    app.show_page("sync", stick=True)
    _ask(app, lambda path: take_file(app, path))


def _ask(app: App, then: Callable[[Path], object], *, save: str = "") -> None:
    assert app.window is not None
    ask_path(app.window, _("File on the stick"), _(FILES), STICK, then, save=save)


def write(app: App, path: Path, *, accept_many: bool = False) -> None:
    """Write the report into a file; where one gesture changed very many records, ask before."""

    def done(found: Written) -> None:
        app.synced.emit()
        text = _("{count} records are in {file}. Hand it in at the superior union and bring the answer back.").format(
            count=f"{found.records:,}", file=path.name
        )
        app.messages.say(text, actions=[Action(_("Show the folder"), lambda: open_folder_of(path))])

    def work(_progress: object) -> Written:
        return sending.write_file(app.db, app.actor, path, accept_many=accept_many)

    def failed(error: BaseException) -> None:
        if isinstance(error, ManyChangedError):
            app.messages.ask(str(error), _("It was meant, report"), lambda: write(app, path, accept_many=True))
        else:
            app.messages.error(error)

    app.jobs.run(_("Writing the report file"), work, done, failed=failed, writes=True)


def take_file(app: App, path: Path) -> None:
    """Read an answer; a file that is none is told in a sentence."""
    app.show_page("sync", stick=True)

    def done(found: Answered) -> None:
        app.synced.emit()
        app.messages.say(_outcome(found), level="info" if found.whole else "warning")

    app.jobs.run(_("Reading the answer file"), lambda _progress: carrier.read(app.db, path), done, writes=True)


def _outcome(found: Answered) -> str:
    if found.whole and not found.late and found.is_empty:
        return _("There was nothing new in this answer: it was read before, or nothing happened since.")
    texts = [
        _("{records} records were confirmed, {returned} came back, {posts} posts came down.").format(
            records=f"{found.records:,}", returned=found.returned, posts=found.posts
        )
    ]
    if found.levels:
        texts.append(_("{count} receipts of the unions above it came with it.").format(count=found.levels))
    if found.late:
        texts.append(_("The answer is older than one that was read before."))
    if not found.whole:
        texts.append(_("The file is torn: what stood before the tear was taken. Ask for the file once more."))
    return " ".join(texts)
