"""Files from outside: paths that lead elsewhere, links, one bit altered, cut, sent twice, another office's."""

from __future__ import annotations

import contextlib
import io
import json
import random
import tarfile
from typing import TYPE_CHECKING

import pytest

from sync.protocol.refusals import Refused
from sync.server import carrier as there
from sync.server import verifying
from tests.affairs.test_transfer_file import TODAY, lay
from tests.offices import ACTOR
from tests.samples import member
from tests.sync.conftest import address, enrolled, pair, small_frames, superior
from tests.sync.test_carrier import exchange, read, write
from union_desk import attachments, lifecycle, paths, records, registers
from union_desk.affairs import transfer_file
from union_desk.errors import UserError
from union_desk.registers import MEMBERS
from union_desk.safety import backups, restoring, sealed, suites
from union_desk.safety.keys import DataKey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sync.roads import Pair
    from union_desk.database import Database

__all__ = ["address", "enrolled", "pair", "small_frames", "superior"]
SAMPLED = 40
ELSEWHERE = ("../../escaped", "/etc/passwd", "..\\..\\escaped", "a" * 63 + "/", "", "..", "A" * 64)


def bits(whole: bytes, seed: int, most: int = SAMPLED) -> Iterator[bytes]:
    """Yield copies with one bit altered: at both ends, and anywhere between."""
    rng = random.Random(seed)
    places = {*range(min(8, len(whole))), len(whole) - 1, *rng.sample(range(len(whole)), min(most, len(whole)))}
    for place in sorted(places):
        yield whole[:place] + bytes([whole[place] ^ (1 << rng.randrange(8))]) + whole[place + 1:]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_name_of_a_content_leads_nowhere_else(office: Database, name: str) -> None:
    place = paths.attachment(office.folder, name)
    assert place.is_relative_to(office.folder / paths.ATTACHMENTS)
    assert ".." not in place.parts
    assert not place.exists()
    with pytest.raises(attachments.MissingContentError):
        attachments.load(office, {"content": name, "file_name": "x.pdf"})


def test_a_record_that_names_a_file_outside_brings_it_into_no_backup(office: Database, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("what only this computer knows")
    up = f"../../../{secret.name}"
    with office.write(ACTOR, "Came in") as s:
        person = lifecycle.create(s, MEMBERS, member(1)).id
        records.insert_many(s, registers.get("attachments"), [{
            "title": "x", "evidence": "99", "file_name": "x.pdf", "media_type": "application/pdf", "size": 1,
            "content": up, "owner_register": "members", "owner_id": person}])
    made = backups.make(office, to=tmp_path / "whole.udbackup")
    into = tmp_path / "into"
    into.mkdir()
    backups.extract(made.path, office.key, into)
    assert not [f for f in into.rglob("*") if f.is_file() and f.read_bytes() == secret.read_bytes()]
    beside = backups.make(office)
    assert {f.name for f in beside.path.parent.rglob("*") if f.is_file()} <= {beside.path.name}


def sealed_tar(path: Path, key: DataKey, members: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    """Seal an archive as somebody would who holds the key of the office: its manifest, and more."""
    genuine = {"made_at": "2026-01-01T00:00:00Z", "reason": "asked", "schema": "", "program": "", "keys": {}}
    texts = dict.fromkeys(("made_at", "reason", "program", "schema", "office", "last_at", "head", "digest"), "")
    manifest = json.dumps(texts | {"gestures": 0, "size": 0, "records": {}, "attachments": []}).encode()
    with path.open("wb") as stream, sealed.Writer(stream, key.raw, backups.PURPOSE, genuine, suites.AES) as writer, \
            tarfile.open(fileobj=writer, mode="w|") as archive:
        head = tarfile.TarInfo(backups.MANIFEST)
        head.size = len(manifest)
        archive.addfile(head, io.BytesIO(manifest))
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b""


@pytest.mark.parametrize("evil", [
    (tarfile.TarInfo("attachments/../../escaped"), b"x"),
    (tarfile.TarInfo("/escaped"), b"x"),
    (tarfile.TarInfo("office.key"), b"x"),
    link("office.db", "../outside"),
    link("office.db", "/etc/passwd", tarfile.LNKTYPE),
    link("attachments/aa", "../.."),
], ids=["up", "absolute", "key", "symlink", "hardlink", "folder"])
def test_an_archive_in_a_backup_unpacks_nothing_outside_and_no_links(
    evil: tuple[tarfile.TarInfo, bytes], tmp_path: Path
) -> None:
    key, into = DataKey(bytes(32)), tmp_path / "deep" / "into"
    into.mkdir(parents=True)
    path = sealed_tar(tmp_path / "evil.udbackup", key, [evil])
    with contextlib.suppress(UserError, tarfile.TarError, OSError):
        backups.extract(path, key, into)
    assert {p.name for p in tmp_path.rglob("*")} <= {"evil.udbackup", "deep", "into", "attachments", "office.db"}
    assert not [p for p in tmp_path.rglob("*") if p.is_symlink() and not p.resolve().is_relative_to(into)]


def test_one_bit_of_a_backup_is_enough_to_refuse_it(office: Database, tmp_path: Path) -> None:
    whole = backups.make(office, to=tmp_path / "a.udbackup").path.read_bytes()
    before = (office.folder / "office.db").read_bytes()
    bad = tmp_path / "bad.udbackup"
    for altered in bits(whole, 1, 12):
        bad.write_bytes(altered)
        with pytest.raises((UserError, ValueError, KeyError)):
            key = restoring.unlock(bad, "office passphrase")
            backups.verify(bad, key, tmp_path)
    assert (office.folder / "office.db").read_bytes() == before


def test_one_bit_of_a_slip_is_enough_to_refuse_it(office: Database) -> None:
    slip = lay(office)
    with office.write(ACTOR, "Made") as s:
        whole = transfer_file.hand_over(s, office.key, slip, TODAY)
    genuine = transfer_file.read(whole)
    for altered in bits(whole, 2):
        try:
            found = transfer_file.read(altered)
        except UserError:
            continue
        assert found == genuine  # a blank between two words of the file is no part of what was signed


@pytest.mark.usefixtures("small_frames")
def test_one_bit_of_a_report_on_a_stick_never_changes_what_is_held(pair: Pair, tmp_path: Path) -> None:
    pair.add(*range(1, 4))
    write(pair, tmp_path / "good.udf")
    bad = tmp_path / "bad.udf"
    whole = (tmp_path / "good.udf").read_bytes()
    for altered in [*bits(whole, 3), *(whole[:cut] for cut in (0, 3, 7, 100, len(whole) - 1))]:
        bad.write_bytes(altered)
        try:
            there.read(pair.superior, bad)
        except (UserError, Refused):
            continue
    found = there.read(pair.superior, tmp_path / "good.udf")
    assert found.whole
    assert sorted(row["name"] for row in pair.there().values()) == ["张1", "张2", "张3"]
    assert verifying.check(pair.superior).faults == []


@pytest.mark.usefixtures("small_frames")
def test_a_report_and_an_answer_sent_twice_are_known(pair: Pair, tmp_path: Path) -> None:
    pair.add(1, 2)
    exchange(pair, tmp_path)
    held = pair.there()
    again = there.read(pair.superior, tmp_path / "round.udf")
    assert again.taken == 0 < again.known
    assert pair.there() == held
    first = read(pair, tmp_path / "round.answer")
    assert (first.records, first.posts) == (0, 0)
