"""Files that the city posted to the district itself are listed and written out, proved, into that folder alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.relay import received
from sync.relay.received import AlteredFileError, FileNotHereError, NoSuchFileError, file_name
from sync.server import cli
from sync.server.tables import CONTENTS, PIECES, RELAY_POSTS
from tests.sync.files import notice
from tests.sync.relay.test_files import post

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sync.relay.levels import Level
    from tests.sync.roads import Pair

__all__ = ["notice"]
RECORD = "0199c0de-0000-7000-8000-000000000001"


def test_a_file_for_the_district_is_written_out_as_it_was_posted(
        pair: Pair, level: Level, notice: Path, tmp_path: Path) -> None:
    level.relay()
    post(level.above, notice, [level.unit])
    post(level.above, notice, [pair.unit])  # not the district's own
    level.relay()
    (row,) = received.listed(level.superior)
    assert (row["file"], row["size"], row["here"]) == (notice.name, notice.stat().st_size, True)
    out = tmp_path / "out" / "new"
    (path,) = received.write(level.superior, out, row["record"])
    assert (path, path.read_bytes()) == (out / notice.name, notice.read_bytes())
    assert received.write(level.superior, out) == [path]  # it is there already
    assert [each.name for each in out.iterdir()] == [notice.name]
    path.write_bytes(b"another")
    (beside,) = received.write(level.superior, out)
    assert beside.name == f"{notice.stem}-{row['record']}{notice.suffix}"
    assert (path.read_bytes(), beside.read_bytes()) == (b"another", notice.read_bytes())


def test_nothing_leaves_the_folder_whatever_a_file_is_called(
        small: tuple[Pair, Level], notice: Path, tmp_path: Path) -> None:
    _pair, level = small
    post(level.above, notice, [level.unit])
    level.relay()
    out = tmp_path / "deep" / "out"
    (tmp_path / "victim").write_bytes(b"mine")
    for told in ("../../victim", "..\\..\\victim", str(tmp_path / "victim"), "C:\\victim", "..", "", "nul.pdf"):
        with level.superior.engine.begin() as connection:
            own = RELAY_POSTS.c.register == "posted_files"
            text = json.loads(connection.execute(sa.select(RELAY_POSTS.c.content).where(own)).scalar_one())
            connection.execute(sa.update(RELAY_POSTS).where(own).values(content=json.dumps(text | {"file_name": told})))
        (path,) = received.write(level.superior, out)
        assert (path.parent, path.read_bytes()) == (out, notice.read_bytes())
    assert (tmp_path / "victim").read_bytes() == b"mine"
    for path in out.iterdir():
        path.unlink()
    (out / path.name).symlink_to(tmp_path / "victim")
    (beside,) = received.write(level.superior, out)
    assert (beside.name != path.name, (tmp_path / "victim").read_bytes()) == (True, b"mine")


@pytest.mark.parametrize(("told", "name"), [
    ("关于开展普查的通知.pdf", "关于开展普查的通知.pdf"), ("../a/b.pdf", "b.pdf"), ("a\\b.pdf", "b.pdf"),
    ("c:d.pdf", "c_d.pdf"), ("..", RECORD), ("", RECORD), ("CON", RECORD), ("com1.pdf", f"{RECORD}.pdf"),
    ("a\u202efdp.exe", "a_fdp.exe"), ("a\n.pdf", "a_.pdf"), ("a.pdf. ", "a.pdf"),
    ("长" * 300 + ".pdf", "长" * 58 + ".pdf")])
def test_a_name_is_one_name_on_any_system(told: str, name: str) -> None:
    assert file_name(told, RECORD) == name


def test_what_is_missing_or_altered_is_not_written(small: tuple[Pair, Level], notice: Path, tmp_path: Path) -> None:
    _pair, level = small
    post(level.above, notice, [level.unit])
    level.relay()
    with pytest.raises(NoSuchFileError):
        received.write(level.superior, tmp_path / "out", RECORD)
    (row,) = received.listed(level.superior)
    with level.superior.engine.begin() as connection:
        connection.execute(sa.update(PIECES).values(data=b"other"))
    with pytest.raises(AlteredFileError):
        received.write(level.superior, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    with level.superior.engine.begin() as connection:
        connection.execute(sa.update(CONTENTS).values(received_at=None))
    assert received.write(level.superior, tmp_path / "out") == []
    with pytest.raises(FileNotHereError):
        received.write(level.superior, tmp_path / "out", row["record"])


def test_by_command(small: tuple[Pair, Level], notice: Path, tmp_path: Path,
                    capsys: pytest.CaptureFixture[str]) -> None:
    _pair, level = small
    place = str(tmp_path / "district.db")
    words = ["relay", "files", "--database", place]
    assert cli.main(words) == 0
    assert capsys.readouterr().out.strip() == "尚无发给本级工会的附件。"
    post(level.above, notice, [level.unit])
    level.relay()
    assert cli.main([*words, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["file"], row["here"]) == (notice.name, True)
    assert cli.main([*words, "--to", str(tmp_path / "out"), "--record", row["record"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"written": [str(tmp_path / "out" / notice.name)]}
    assert cli.main([*words, "--to", str(tmp_path / "out"), "--record", RECORD, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"] == "no_such_file"
