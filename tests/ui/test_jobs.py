"""Jobs: off the screen's thread, back on it, cancelled, failed, in the writer's order."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from tests.samples import member
from tests.ui.conftest import settle
from ui import jobs
from union_desk import journal, records
from union_desk.errors import UserError
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.progress import Progress


class MendableError(UserError):
    """Something that the person can mend."""

    message = "Mend it."


def test_work_is_done_elsewhere_and_its_end_here(desk: App, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []

    def work(_progress: Progress) -> int:
        threads.append(threading.current_thread())
        return 42

    def done(result: int) -> None:
        threads.append(threading.current_thread())
        assert result == 42

    job = desk.jobs.run("Counting", work, done)
    assert job.status != jobs.DONE, "an end that comes at once would surprise the caller"
    settle(qtbot, desk)
    assert job.status == jobs.DONE
    assert threads[0] is not threading.main_thread()
    assert threads[1] is threading.main_thread()


def test_a_cancelled_gesture_leaves_nothing_behind(desk: App, qtbot: QtBot) -> None:
    begun = threading.Event()

    def work(progress: Progress) -> None:
        with desk.db.write(desk.actor, "Half") as session:
            records.insert_many(session, MEMBERS, [member()])
            begun.set()
            progress.start(0, "")
            while True:
                time.sleep(0.01)
                progress.step()

    called: list[object] = []
    job = desk.jobs.run("Endless", work, called.append, failed=called.append, writes=True)
    qtbot.waitUntil(begun.is_set)
    job.cancel()
    settle(qtbot, desk)
    assert job.status == jobs.CANCELLED
    assert called == []
    with desk.db.read() as session:
        assert records.count(session, MEMBERS) == 0


def test_gestures_are_written_one_after_the_other_and_told(desk: App, qtbot: QtBot) -> None:
    told: list[frozenset[str]] = []
    desk.changed.connect(told.append)
    order: list[int] = []
    for serial in (1, 2, 3):

        def write(session: Session, serial: int = serial) -> int:
            time.sleep(0.02 * (3 - serial))
            records.save(session, MEMBERS, member(serial))
            return serial

        desk.jobs.gesture("Added", write, order.append)
    settle(qtbot, desk)
    assert order == [1, 2, 3]
    assert told == [frozenset({"members"})] * 3
    with desk.db.read() as session:
        assert journal.verify(session) == 3


def test_an_error_that_nobody_awaits_is_told_as_a_sentence(desk: App, qtbot: QtBot) -> None:
    said: list[tuple[str, str]] = []
    desk.messages.said.connect(lambda level, text: said.append((level, text)))

    def work(_progress: Progress) -> None:
        raise MendableError

    job = desk.jobs.run("Failing", work)
    settle(qtbot, desk)
    assert said == [("error", "Mend it.")]
    assert job.status == jobs.FAILED


def test_an_error_that_somebody_awaits_is_told_to_them_alone(desk: App, qtbot: QtBot) -> None:
    said: list[str] = []
    caught: list[BaseException] = []
    desk.messages.said.connect(lambda _level, text: said.append(text))

    def work(_progress: Progress) -> None:
        raise MendableError

    desk.jobs.run("Failing", work, failed=caught.append)
    settle(qtbot, desk)
    assert [type(e) for e in caught] == [MendableError]
    assert said == []


def test_nothing_is_called_when_the_asking_widget_is_gone(desk: App, qtbot: QtBot) -> None:
    owner = QObject()
    called: list[object] = []
    release = threading.Event()
    desk.jobs.run("Late", lambda _progress: release.wait(5), called.append, owner=owner)
    owner.deleteLater()
    qtbot.wait(50)
    release.set()
    settle(qtbot, desk)
    assert called == []


def test_progress_is_shown_with_the_time_left(desk: App, qtbot: QtBot) -> None:
    from ui.jobs_panel import JobsPage, remaining

    desk.show_page("jobs")
    assert desk.window is not None
    page = desk.window.page("jobs")
    assert isinstance(page, JobsPage)
    half, end = threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        progress.start(10, "Reading")
        time.sleep(0.15)
        progress.step(5)
        half.set()
        end.wait(5)

    job = desk.jobs.run("Ten steps", work)
    qtbot.waitUntil(half.is_set)
    qtbot.waitUntil(lambda: job.state is not None and job.state.done == 5)
    assert remaining(job).startswith("50 %")
    card = next(iter(page._cards.values()))
    assert (card.bar.value(), card.bar.maximum()) == (5, 10)
    assert card.cancel.isVisible()
    end.set()
    settle(qtbot, desk)
    assert not card.cancel.isVisible()
    assert "已完成" in card.status.text()


def test_results_are_kept_with_their_buttons(desk: App, qtbot: QtBot) -> None:
    from ui.jobs import Action

    pressed: list[str] = []
    opening = Action("Open", lambda: pressed.append("open"))
    job = desk.jobs.run("Making", lambda _progress: "file", lambda _name: job.conclude("12 rows", opening))
    desk.show_page("jobs")
    settle(qtbot, desk)
    assert job.summary == "12 rows"
    assert desk.window is not None
    card = next(iter(desk.window.page("jobs")._cards.values()))  # type: ignore[attr-defined]  # the jobs' page
    assert card.result.text() == "12 rows"
    button = card._actions.itemAt(1).widget()
    button.click()
    assert pressed == ["open"]
    desk.jobs.forget()
    assert desk.jobs.list == []


@pytest.mark.parametrize(("seconds", "words"), [(3.4, "3 秒"), (61, "1 分钟"), (3720, "1 小时 2 分钟")])
def test_durations_in_words(seconds: float, words: str) -> None:
    from ui.moments import duration

    assert duration(seconds) == words
