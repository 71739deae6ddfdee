"""Updates from a stick: only what the makers signed, whole, newer, for this system; back at any time."""

from __future__ import annotations

import base64
import json
import platform
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from resources.installers import signing
from tests.offices import PASSPHRASE
from union_desk import cli, paths
from union_desk.errors import UserError
from union_desk.safety import backups, updating

if TYPE_CHECKING:
    from collections.abc import Callable

    from union_desk.database import Database

MAKERS = Ed25519PrivateKey.from_private_bytes(b"m" * 32)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the dummy program is a shell script")


@pytest.fixture(autouse=True)
def _makers_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program know the makers of these tests."""
    keys = tmp_path / "update.keys"
    keys.write_text("# invented\n" + base64.b64encode(MAKERS.public_key().public_bytes_raw()).decode() + " makers\n")
    known = paths.resource
    monkeypatch.setattr(paths, "resource", lambda *parts: keys if parts == (updating.KEYS,) else known(*parts))


def program(folder: Path, version: str) -> Path:
    """Make a program folder that says its version."""
    folder.mkdir(parents=True)
    script = folder / "union-desk"
    script.write_text(f"#!/bin/sh\necho union-desk {version}\n")
    script.chmod(0o755)
    (folder / "union-desk-window").symlink_to("union-desk")
    return folder


@pytest.fixture
def update(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of signed updates: a program folder, or the payload given."""

    def make(version: str = "9.0.0", payload: Path | None = None, key: Ed25519PrivateKey = MAKERS, **more: str) -> Path:
        payload = payload or program(tmp_path / f"made-{version}", version)
        kind, data = signing.packed(payload)
        facts = {"version": version, "system": sys.platform, "machine": platform.machine(), "kind": kind,
                 "name": payload.name, "notes": ""} | more
        path = tmp_path / f"{version}.udupdate"
        path.write_bytes(updating.seal(facts, data, key))
        return path

    return make


def test_versions_lie_side_by_side_and_going_back_moves_the_pointer(
    update: Callable[..., Path], tmp_path: Path
) -> None:
    root = tmp_path / "programs"
    for version in ("9.0.0", "9.1.0"):
        updating.put_in_place(updating.read(update(version)), root)
        assert updating.current(root) == version
        started = root / updating.CURRENT / "union-desk-window"
        said = subprocess.run([started], capture_output=True, text=True, check=True)
        assert said.stdout == f"union-desk {version}\n"
    assert updating.go_back(root) == updating.current(root) == "9.0.0"
    assert updating.go_back(root) == "9.1.0"
    assert sorted(p.name for p in (root / "versions").iterdir()) == ["9.0.0", "9.1.0"]


def test_a_version_that_does_not_start_changes_nothing(update: Callable[..., Path], tmp_path: Path) -> None:
    root = tmp_path / "programs"
    updating.put_in_place(updating.read(update("9.0.0")), root)
    broken = program(tmp_path / "broken", "0.0.0")
    with pytest.raises(updating.UpdateFailsError):
        updating.put_in_place(updating.read(update("9.2.0", broken)), root)
    assert updating.current(root) == "9.0.0"
    assert [p.name for p in (root / "versions").iterdir()] == ["9.0.0"]


def test_one_bit_anywhere_or_a_cut_is_refused(update: Callable[..., Path], tmp_path: Path) -> None:
    whole, rng = update().read_bytes(), random.Random(6)
    altered = tmp_path / "altered.udupdate"
    places = {*range(12), *rng.sample(range(len(whole)), 60), len(whole) - 1}
    for place in places:
        altered.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << rng.randrange(8))]) + whole[place + 1:])
        with pytest.raises(UserError):
            updating.read(altered)
    for length in (0, 5, 9, 200, len(whole) - 1):
        altered.write_bytes(whole[:length])
        with pytest.raises(UserError):
            updating.read(altered)
    altered.write_bytes(whole + b"\x00")
    with pytest.raises(updating.AlteredUpdateError):
        updating.read(altered)


def test_other_makers_older_versions_and_other_systems_are_refused(update: Callable[..., Path]) -> None:
    with pytest.raises(updating.AlteredUpdateError):
        updating.read(update("9.3.0", key=Ed25519PrivateKey.from_private_bytes(b"x" * 32)))
    with pytest.raises(updating.NotNewerError):
        updating.read(update("0.0.9"))
    with pytest.raises(updating.NotNewerError):
        updating.read(update("9.4.0"), installed="9.4.0")
    with pytest.raises(updating.OtherSystemError):
        updating.read(update("9.5.0", machine="pdp11"))
    assert updating.order("0.10.0") > updating.order("0.9.1")


def test_without_a_makers_key_nothing_is_taken(
    update: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "update.keys").write_text("# none yet\n")
    assert not updating.proves()
    with pytest.raises(updating.NoMakersKeyError):
        updating.read(update())


def test_a_new_pair_of_keys_signs_what_the_published_half_proves(
    update: Callable[..., Path], tmp_path: Path
) -> None:
    published = tmp_path / "update.keys"
    before = published.read_text().splitlines()
    line = signing.new_key(tmp_path / "makers.key")
    assert (tmp_path / "makers.key").stat().st_mode & 0o777 == 0o600
    key = signing.private(str(tmp_path / "makers.key"))
    assert line == signing.public_line(key)
    with pytest.raises(updating.AlteredUpdateError):
        updating.read(update(key=key))
    assert signing.publish(line, published)
    assert not signing.publish(line, published), "once is enough"
    assert published.read_text().splitlines() == [*before, line]
    assert updating.read(update("9.6.0", key=key)).version == "9.6.0"
    assert updating.read(update("9.7.0")).version == "9.7.0", "an older key holds beside it"
    with pytest.raises(FileExistsError):
        signing.new_key(tmp_path / "makers.key")


def test_a_package_is_handed_to_the_system_under_its_own_name_only(
    update: Callable[..., Path], tmp_path: Path
) -> None:
    deb = tmp_path / "io.deb"
    deb.write_bytes(b"!<arch>\n")
    found = updating.read(update("9.6.0", deb, name="../../escaped.deb"))
    package, command = updating.hand_over(found, tmp_path / "out" / "deep")
    assert package == tmp_path / "out" / "deep" / "escaped.deb"
    assert package.read_bytes() == b"!<arch>\n"
    assert command[-1] == str(package)


def test_a_stick_that_changes_after_it_was_proved_is_found_out(update: Callable[..., Path], tmp_path: Path) -> None:
    path = update("9.7.0")
    found = updating.read(path)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(updating.AlteredUpdateError):
        updating.put_in_place(found, tmp_path / "programs")
    assert updating.current(tmp_path / "programs") == ""


def test_what_the_superior_sent_waits_beside_the_office(update: Callable[..., Path], tmp_path: Path) -> None:
    office = tmp_path / "office"
    waiting = tmp_path / updating.WAITING
    waiting.mkdir()
    assert updating.offered(office) is None
    for version in ("9.9.0", "9.10.0"):
        update(version).rename(waiting / f"{version}.udupdate")
    (waiting / "torn.udupdate").write_bytes(b"UDUP1\n")
    found = updating.offered(office)
    assert found is not None
    assert found.version == "9.10.0"


def test_the_command_backs_the_office_up_first(
    office: Database, update: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("UNION_DESK_PASSPHRASE", PASSPHRASE)
    common = ["--json", "--office", str(office.folder), "update"]
    root = str(tmp_path / "programs")
    for version in ("9.0.0", "9.0.1"):
        assert cli.main([*common, str(update(version)), "--to", root]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["version"], Path(told["backup"]).suffix) == (version, backups.ENDING)
    assert cli.main([*common, "--back", "--to", root]) == 0
    assert json.loads(capsys.readouterr().out) == {"version": "9.0.0"}
    assert cli.main(common) == 2
