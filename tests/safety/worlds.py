"""The worlds in which the jobs of the power cuts work: what is there before, and what must be there afterwards."""

from __future__ import annotations

import hashlib
import io
import lzma
import shutil
import tarfile
from pathlib import Path

import pytest

from resources.makers import schema_fixture
from sync.desk import device, enrolment
from sync.protocol import carrier
from sync.protocol.sealed_file import Reader
from sync.server.service import Service
from sync.server.superior import Superior
from tests.safety import acknowledging
from tests.safety.acknowledging import FIRST, NEW_VERSION, OLD_VERSION, PICTURE, SECOND, THIRD
from tests.samples import member
from union_desk import journal, lifecycle, records, registers, settings, synctables
from union_desk.contents import Store
from union_desk.database import FILE, Database, NoOfficeError
from union_desk.safety import backups, keys, recovery, restoring, updating

ACTOR = acknowledging.ACTOR
_FILES = 5  # of an invented program


class World:
    """A folder with all that a job may touch, and the proofs of what it acknowledged."""

    def __init__(self, job: str, place: Path, office: Path | None = None) -> None:
        """Prepare it; `office`: one to copy, else that of the first schema."""
        self.job, self.place = job, place
        place.mkdir()
        self.environment = {device.FOLDER: str(place / "devices"), acknowledging.SHEET: recovery.new_code()}
        self.key = keys.DataKey(bytes(keys.KEY_BYTES))
        # What is sealed for the superior is kept step by step; that it is whole is proved by reading the report
        self.passing = {table.name for table in synctables.ALL} if job == "stick" else set[str]()
        (place / "stick").mkdir()
        if job == "update":
            _install(place)
        elif job != "create":
            if office is None:
                schema_fixture.unpack(schema_fixture.kept("0001"), place / "office")
            else:
                shutil.copytree(office, place / "office")
            self.key = keys.unwrap(place / "office", FIRST)
            self._prepare(place / "office")

    def _prepare(self, office: Path) -> None:
        """Bring an old office as far as it is when the job begins."""
        if self.job == "upgrade":
            return
        db = Database.open(office, FIRST)
        with db.write(ACTOR, "Added") as session:
            lifecycle.create(session, registers.get("members"), member(77))
        if self.job in {"restore", "backup"}:
            backups.make(db)
        if self.job == "stick":
            self._enrol(db)
        db.close()

    def _enrol(self, db: Database) -> None:
        """Enrol the office at a superior beside it, by files."""
        superior = Superior.open(str(self.place.parent / "superior.db"))
        _unit, token = superior.add_unit("和风机械厂工会", "460100001")
        request, answer = self.place.parent / "request", self.place.parent / "answer"
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(device.FOLDER, self.environment[device.FOLDER])
            enrolment.write_request(db, token.text, request)
            answer.write_bytes(Service(superior).post("/s/enrol", request.read_bytes()))
            enrolment.read_answer(db, answer)
        self.signer = superior.signer
        superior.close()

    # ---- after a cut

    def office(self, place: Path) -> Path | None:
        """Return where the office lies in what a cut left, None where the job has none (yet)."""
        if self.job == "update":
            return None
        office = place / ("made/here" if self.job == "create" else "office")
        return office if self.job != "create" or _opens(office) else None

    def key_of(self, office: Path) -> keys.DataKey:
        """Return the office's key."""
        return keys.unwrap(office, FIRST) if self.job == "create" else self.key

    def may_begin(self, acknowledged: int) -> bool:
        """Tell whether what lies there may be a beginning that was cut: an office in which nobody has written yet."""
        return self.job == "create" and not acknowledged

    def prove(self, place: Path, acknowledged: int) -> None:
        """See that what was acknowledged is there, and that the office opens and verifies; raises AssertionError."""
        if (proof := getattr(self, f"_{self.job}", None)) is not None:
            proof(place, acknowledged)
        if (office := self.office(place)) is not None:
            assert self.job == "keyfile" or keys.unwrap(office, FIRST).raw == self.key_of(office).raw
            db = Database.open_with(office, self.key_of(office))
            with db.read() as session:
                journal.verify(session)
            db.close()

    def _create(self, place: Path, acknowledged: int) -> None:
        assert self.office(place) is not None or not acknowledged, "the office that was set up is gone"

    def _draft(self, place: Path, acknowledged: int) -> None:
        db = Database.open_with(place / "office", self.key)
        with db.read() as session:
            kept = settings.get(session, acknowledging.DRAFT)
        db.close()
        name = kept["values"]["name"] if kept else ""
        assert name in ("", "林", "林小")[acknowledged:], f"the draft holds {name!r}"

    def _attach(self, place: Path, acknowledged: int) -> None:
        db = Database.open_with(place / "office", self.key)
        with db.read() as session:
            rows = records.page(session, registers.get("attachments"))
        db.close()
        found = {Store(place / "office", self.key).load(row["content"]) for row in rows}
        wanted = {PICTURE + bytes([number]) for number in range(1, acknowledged + 1)}
        assert found >= wanted, "a picture is gone"
        assert len(found) == len(rows)

    def _backup(self, place: Path, acknowledged: int) -> None:
        folder = backups.default_folder(place / "office")
        made = backups.found(folder)
        for one in made:
            backups.verify(one.path, self.key, place)
        assert len(made) >= 1 + (acknowledged + 1) // 2, f"{len(made)} backups"

    def _restore(self, place: Path, _acknowledged: int) -> None:
        for aside in restoring.put_aside(place / "office"):
            self._whole(aside)
        backups.verify(backups.found(backups.default_folder(place / "office"))[0].path, self.key, place)

    _back = _restore

    def _upgrade(self, place: Path, acknowledged: int) -> None:
        aside = restoring.put_aside(place / "office")
        assert len(aside) >= acknowledged, "the old state is gone"
        for each in aside:
            self._whole(each)
        made = backups.found(backups.default_folder(place / "office"))
        assert len(made) >= acknowledged, "the backup before the upgrade is gone"
        for one in made:
            backups.verify(one.path, self.key, place)

    def _whole(self, office: Path) -> None:
        assert keys.unwrap(office, FIRST).raw == self.key.raw
        db = Database(office, self.key)
        with db.read() as session:
            faults = list(session.connection().exec_driver_sql("PRAGMA cipher_integrity_check"))
        db.close()
        assert not faults, "a page of the old state is damaged"

    def _keyfile(self, place: Path, acknowledged: int) -> None:
        office = place / "office"
        opening = [phrase for phrase in (FIRST, SECOND, THIRD) if _unwraps(office, phrase)]
        assert len(opening) == 1, f"{len(opening)} passphrases open"
        allowed = {0: (FIRST, SECOND), 1: (SECOND,), 2: (SECOND, THIRD), 3: (THIRD,)}[acknowledged]
        assert opening[0] in allowed, "a passphrase that was given up opens"
        if acknowledged > 1:
            assert recovery.unwrap(office, self.environment[acknowledging.SHEET]).raw == self.key.raw

    def _stick(self, place: Path, acknowledged: int) -> None:
        for number in range(acknowledged // 2):
            with (place / "stick" / f"{105 + number}.udf").open("rb") as stream:
                reader = Reader.begin(stream, self.signer)
                letters = [letter for letter, _data in reader.parts()]
            assert reader.whole, "the report on the stick is torn"
            assert carrier.HELLO in letters
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(device.FOLDER, str(place / "devices"))
            db = Database.open_with(place / "office", self.key)
            from sync.desk import store

            with db.read() as session:
                superior, office = store.superior(session), store.get(session, store.OFFICE_NAME)
            device.load(db, office, superior.device)
            db.close()

    def _export(self, place: Path, acknowledged: int) -> None:
        import openpyxl

        made = place / "stick" / "members.xlsx"
        if acknowledged or made.exists():
            assert openpyxl.load_workbook(made).worksheets[0].max_row > 1

    def _update(self, place: Path, acknowledged: int) -> None:
        root = place / "program"
        version = updating.current(root)
        assert version in ((OLD_VERSION, NEW_VERSION) if not acknowledged else (NEW_VERSION,)), version
        folder = root / updating.VERSIONS / version
        assert contents(folder) == {Path(name): hashlib.sha256(data).hexdigest() for name, data in _program(version)}
        if version == NEW_VERSION:
            assert updating.go_back(root) == OLD_VERSION


def contents(folder: Path) -> dict[Path, str]:
    """Return what lies below a folder: the digest of each file, where each link leads, each folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[path.relative_to(folder)] = str(path.readlink())
        elif path.is_file() and not path.name.endswith("-shm"):
            found[path.relative_to(folder)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _program(version: str) -> list[tuple[str, bytes]]:
    return [(f"file{number}", f"{version} {number}\n".encode() * 2000) for number in range(_FILES)]


def _install(place: Path) -> None:
    """Lay an old version of an invented program side by side with others to come, and a new one onto the stick."""
    root = place / "program"
    folder = root / updating.VERSIONS / OLD_VERSION
    folder.mkdir(parents=True)
    for name, data in _program(OLD_VERSION):
        (folder / name).write_bytes(data)
    updating.point(root, OLD_VERSION)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in _program(NEW_VERSION):
            one = tarfile.TarInfo(name)
            one.size = len(data)
            archive.addfile(one, io.BytesIO(data))
    (place / "stick" / "program.tar.xz").write_bytes(lzma.compress(packed.getvalue()))


def _opens(office: Path) -> bool:
    """Tell whether an office is there at all; what is damaged raises."""
    if not (office / FILE).exists() or not (office / keys.KEY_FILE).exists():
        return False
    try:
        Database.open(office, FIRST).close()
    except NoOfficeError:
        return False
    return True


def _unwraps(office: Path, passphrase: str) -> bool:
    try:
        keys.unwrap(office, passphrase)
    except keys.WrongPassphraseError:
        return False
    return True



