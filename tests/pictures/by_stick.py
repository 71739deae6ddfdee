"""An office without a network, its district and its city: enrolled, reported and answered by files, with pictures."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

from sync.server import cli
from tests.sync.processes import serving
from ui import outbox, start
from ui.pages import sync_stick
from ui.pages.sync_policy import PolicyDialog
from ui.preferences import Preferences
from ui.theme import Theme
from union_desk import practice_office
from union_desk.access import Actor
from union_desk.office import create_office

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from ui.context import App

UNION, CODE = "南海市蓝天机械有限公司工会委员会", "460100001"
DISTRICT, CITY = "南海市某区总工会", "南海市总工会"
PASSPHRASE = "invented passphrase of a picture"
MEMBERS = 60
SIZE = (1180, 780)
STEADY_S = 0.4


def walk(place: Path, pictures: Path) -> None:
    """Go through it and write `stick-1.png` and so on; what the superiors' commands say is printed."""
    os.environ["UNION_DESK_DEVICES"] = str(place / "devices")
    stick = place / "U盘"
    stick.mkdir()
    superiors, screen = Superiors(place), Screen(place, pictures, SIZE, MEMBERS)
    enrol(superiors, screen, stick)
    report(superiors, screen, stick)
    hear_of_the_city(superiors, screen, stick)
    screen.app.close()


def enrol(superiors: Superiors, screen: Screen, stick: Path) -> None:
    """Write the request, let the district answer, read the answer; see what will leave the office."""
    card = screen.show("sync").enrol
    card.token.setText(superiors.token)
    screen.take("stick-1")
    request, answer = stick / "登记申请.json", stick / "登记答复.json"
    card.stick.write_to(request)
    screen.settle()
    superiors.say("district", "enrol", "--request", str(request), "--answer", str(answer))
    card.stick.take_file(answer)
    screen.settle()
    sync_stick.ask_write(screen.app)
    screen.settle()
    (asked,) = screen.window.findChildren(PolicyDialog)
    screen.take("stick-2", asked)
    asked.accept_button.click()
    screen.close_dialogs()


def report(superiors: Superiors, screen: Screen, stick: Path) -> None:
    """Write the report, let the district take it and answer, read the answer."""
    sync_stick.write(screen.app, stick / "上报.udf")
    screen.take("stick-3")
    superiors.say("district", "carrier", "answer", str(stick / "上报.udf"), str(stick / "回执.udf"))
    sync_stick.take_file(screen.app, stick / "回执.udf")
    screen.take("stick-4")


def hear_of_the_city(superiors: Superiors, screen: Screen, stick: Path) -> None:
    """Let the district report on, and see its superior's receipts with the next stick."""
    superiors.report_to_the_city()
    sync_stick.write(screen.app, stick / "再次上报.udf")
    screen.settle()
    superiors.say("district", "carrier", "answer", str(stick / "再次上报.udf"), str(stick / "再次回执.udf"))
    screen.window.take_file(str(stick / "再次回执.udf"))  # dragged onto the window
    screen.settle()
    page = screen.show("sync")
    page.tabs.setCurrentWidget(page.history)
    screen.take("stick-5")
    members = screen.show("members")
    members.grid.go_to(0)
    screen.take("stick-6")
    first = str(members.grid.current_id())
    with screen.app.db.read() as session:
        tell(outbox.statuses(session, members.register, [first])[first].explanation())


def tell(text: str) -> None:
    """Print a line at once: the commands print in between."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Superiors:
    """The district and the city, each over a database of its own, and their commands."""

    def __init__(self, place: Path) -> None:
        """Let the city know the district, and the district the union."""
        self.place = place
        self.say("city", "rename", "--name", CITY)
        self.say("district", "rename", "--name", DISTRICT)
        self.say("city", "set-level", "--code", "3")
        self.above = self.token_of("city", DISTRICT, "4601")
        self.say("city", "relays", "--allow", "4601")
        self.token = self.token_of("district", UNION, CODE)

    def say(self, where: str, *words: str) -> None:
        """Run a command of `union-superior` and show it with its answer."""
        tell(f"$ union-superior {' '.join(words).replace(str(self.place) + '/', '')}")
        if cli.main([*words, "--database", str(self.place / f"{where}.db")]):
            raise SystemExit(2)

    def token_of(self, where: str, name: str, code: str) -> str:
        """Add a union and return its token."""
        from sync.server.superior import Superior

        superior = Superior.open(str(self.place / f"{where}.db"))
        _unit, token = superior.add_unit(name, code)
        superior.close()
        return token.text

    def report_to_the_city(self) -> None:
        """Enrol the district at the city over the network, and let it report on."""
        with serving(str(self.place / "city.db")) as city:
            self.say("district", "relay", "enrol", "--server", city.address, "--token", self.above)
            self.say("district", "relay", "run")


class Screen:
    """The window over the office, and what takes its picture."""

    def __init__(self, place: Path, pictures: Path, size: tuple[int, int], members: int, years: int = 0) -> None:
        """Make the office with so many invented members and years of work; open its window, so large in pixels."""
        self.pictures = pictures
        self.db = db = create_office(place / "单位电脑", PASSPHRASE, UNION, practice=True)
        practice_office.fill(db, Actor("示例"), members, years=years)
        self.application: QApplication = start.make_application("zh_CN")
        self.app: App = start.make_app(db, Preferences(place / "preferences"), Theme(self.application, "light"))
        assert self.app.window is not None
        self.window = self.app.window
        self.window.resize(*size)
        self.window.show()

    def show(self, page: str) -> Any:
        """Show a page and return it."""
        self.app.show_page(page)
        self.settle()
        return self.window.page(page)

    def settle(self) -> None:
        """Wait until no job runs and everything is drawn."""
        until = time.monotonic() + STEADY_S
        while time.monotonic() < until:
            self.application.processEvents()
            if not self.app.jobs.is_idle():
                until = time.monotonic() + STEADY_S
            time.sleep(0.005)

    def close_dialogs(self) -> None:
        """Close the dialogs that ask for a file: the walk names its files itself."""
        from PySide6.QtWidgets import QFileDialog

        self.settle()
        for dialog in self.window.findChildren(QFileDialog):
            dialog.reject()
        self.settle()

    def take(self, name: str, widget: Any = None) -> None:
        """Write a picture."""
        self.settle()
        (widget or self.window).grab().save(str(self.pictures / f"{name}.png"))
