"""The short form of the search, and the search itself: a target that breaks is found out, one that hangs is stopped."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, ClassVar

import pytest

from tests.fuzzing import changes, engine
from tests.fuzzing.led_by_atheris import Throwing
from tests.fuzzing.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LONG_SECONDS, THROWS = 100, 12  # by count alone, whatever the machine


class Brittle:
    """Takes what begins with any letter, and breaks at one word."""

    name = "brittle"
    modules: ClassVar[Sequence[str]] = ("tests/fuzzing/test_fuzzing.py",)
    refusals: ClassVar[tuple[type[BaseException], ...]] = (ValueError,)

    def seeds(self) -> list[bytes]:
        return [b"good"]

    def take(self, data: bytes) -> object:
        if data[:1] == b"g":
            raise ValueError
        return data[:1] == b"\x00" and data[3] + 0

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _finds_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Throw the finds of the repository, and put new ones where a test may write."""
    monkeypatch.setattr(engine, "_keep", lambda _folder, data: (tmp_path / engine.name_of(data)).write_bytes(data))


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_thrown_at_a_reader_breaks_it(name: str) -> None:
    target = TARGETS[name]()
    try:
        most = len(target.seeds()) + THROWS
        found = engine.search(target, LONG_SECONDS, seed=20, most=most)
    finally:
        target.close()
    assert found.broke == {}
    assert found.throws == most
    assert found.lines > 50


@pytest.mark.parametrize("name", TARGETS)
def test_what_once_broke_and_what_reached_most_is_thrown_again(name: str) -> None:
    target = TARGETS[name]()
    kept = [*engine.stored(engine.FINDS, name), *engine.stored(engine.CORPUS, name)]
    try:
        assert kept
        assert [broke for data in kept if (broke := engine.throw(target, data))] == []
    finally:
        target.close()


def test_what_breaks_is_found_and_kept(tmp_path: Path) -> None:
    found = engine.search(Brittle(), 5, seed=1, most=3000)
    [(what, name)] = found.broke.items()
    assert what.startswith("IndexError")
    assert (tmp_path / name).exists()


def test_of_many_inputs_the_few_short_ones_stay_that_reach_something_beyond_the_seeds() -> None:
    kept = engine.distilled(Brittle(), [b"good", b"gold", b"other and longer", b"other", b"\x00two"], most=5)
    assert kept == [b"\x00two"]


def test_what_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(engine.TooSlowError), engine.hurried(1):
        while True:
            pass


def test_a_package_stays_one_while_its_parts_change() -> None:
    import io
    import zipfile

    from tests.exchange import files

    whole, rng = files.roster(files.person(1)), random.Random(4)
    made = [changes.changed(whole, rng, [whole]) for _turn in range(40)]
    sound = [d for d in made if d.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(d))]
    assert len(sound) > 20
    assert len(set(made)) > 30


def test_led_from_outside_what_breaks_or_takes_too_long_is_kept_once_for_each_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    throwing = Throwing(Brittle(), tmp_path / "finds", longest=100)
    for data in (b"good", b"\x00", b"\x00\x00", b"fine"):
        throwing.take(data)
    assert [path.read_bytes() for path in (tmp_path / "finds").iterdir()] == [b"\x00"]
    throwing.longest = -1  # whatever it takes is too long
    throwing.take(b"fine")
    throwing.take(b"good")
    assert {path.read_bytes() for path in (tmp_path / "finds").iterdir()} == {b"\x00", b"fine"}
    assert "too slow" in capsys.readouterr().out
