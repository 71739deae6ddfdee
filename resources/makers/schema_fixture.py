"""Keep an office of a schema as one small encrypted file, so that every later program proves that it can take it over.

    python -m resources.makers.schema_fixture                   the present schema, kept when a version is released
    python -m resources.makers.schema_fixture --schema 0001     an earlier step, with what it has of the books

A fixture is a sealed file: its header names the schema, the files that lead to the key and the cipher's settings as
they were; inside is the database with its guards, compressed before it was sealed, which makes it a hundred times
smaller than the office. All people in it are invented. Once the program's version has gone on, a fixture is never
written again; until then it is written anew where the step to its schema changes, and a test says so.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zstandard
from alembic import command

from union_desk import __version__, database, practice_office, records, registers
from union_desk.access import Actor
from union_desk.database import FILE, Database
from union_desk.migrations import HEAD, upgrade
from union_desk.safety import keys, sealed, swapping

if TYPE_CHECKING:
    import sqlalchemy as sa

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "schemas"
ENDING, PURPOSE, PASSPHRASE = ".udschema", "union-desk schema fixture 1", "office passphrase"
ACTOR, MEMBERS, YEARS = Actor("王干事"), 12, 1
_OWN = ("alembic_version", "sqlite_", "search_")  # what each schema makes for itself


def make(folder: Path, schema: str = HEAD) -> Path:
    """Write the fixture of a schema into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ud-fixture-") as place:
        office = _fill(Path(place) / "present", years=YEARS if schema == HEAD else 0)
        if schema != HEAD:
            earlier = _step(Path(place) / "earlier", schema)
            _take_over(office, earlier)
            office.close()
            office = earlier
        office.close()
        target = kept(schema, folder)
        _seal(office, schema, target)
    return target


def kept(schema: str, folder: Path = FOLDER) -> Path:
    """Return where the fixture of a schema is kept, whether or not it is there."""
    return folder / f"{schema}{ENDING}"


def released(schema: str, folder: Path = FOLDER) -> str:
    """Return the version that was released with a schema, "" while the step to it may still change."""
    path = kept(schema, folder)
    if not path.exists():
        return ""
    with path.open("rb") as stream:
        facts, _text = sealed.read_header(stream, path.name)
    return "" if facts["program"] == __version__ else str(facts["program"])


def unpack(path: Path, folder: Path) -> str:
    """Make the office of a fixture in a folder, under the cipher's settings of its time; returns its schema."""
    folder.mkdir(parents=True)
    with path.open("rb") as stream:
        facts, _text = sealed.read_header(stream, path.name)
    for name, text in facts["keys"].items():
        (folder / name).write_text(text, "ascii")
    key = keys.unwrap(folder, PASSPHRASE)
    plain = folder / "plain.db"
    plain.write_bytes(_unsealed(path, key))
    with database.bare(folder / FILE, key, facts["cipher"]) as connection:
        _export(connection, plain, inwards=True)
    plain.unlink()
    return str(facts["schema"])


def _fill(folder: Path, years: int) -> Database:
    """Set up an office of the present schema: a union, a few members with their families, some years of work."""
    office = Database.create(folder, PASSPHRASE)
    with office.write(ACTOR, "Invented union") as session:
        records.insert_many(session, registers.get("unions"), [{"union_name": "和风机械厂工会"}])
    practice_office.fill(office, ACTOR, MEMBERS, seed=1, years=years)
    if not years:  # a year of work brings families along
        with office.write(ACTOR, "Invented people") as session:
            someone = records.page(session, registers.get("members"), limit=1)[0]["id"]
            for name in ("family_members", "emergency_contacts"):
                records.insert_many(session, registers.get(name), [{"member_id": someone, "name": "林小雨"}])
    return office


def _step(folder: Path, schema: str) -> Database:
    """Make an empty office as an earlier step left it."""
    folder.mkdir()
    office = Database(folder, keys.create(folder, PASSPHRASE))
    with office.bookkeeping() as session:
        command.upgrade(upgrade.config(session.connection()), schema)
    return office


def _take_over(present: Database, earlier: Database) -> None:
    """Copy what both schemas have, rows first, then the guards of the journal."""
    with present.read() as source, earlier.bookkeeping() as target:
        before, after = source.connection(), target.connection()
        tables = after.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").scalars()
        known = [name for name in tables if not name.startswith(_OWN)]
        for table in known:
            shared = sorted(_columns(before, table) & _columns(after, table))
            names, places = ", ".join(f'"{name}"' for name in shared), ", ".join("?" * len(shared))
            rows = before.exec_driver_sql(f'SELECT {names} FROM "{table}"').all()  # noqa: S608  names of the schema
            if rows:
                after.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({places})',  # noqa: S608  the same
                                      [tuple(row) for row in rows])
        for table, sql in before.exec_driver_sql("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"):
            if table in known:
                after.exec_driver_sql(sql)


def _columns(connection: sa.Connection, table: str) -> set[str]:
    return {row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{table}")')}


def _seal(office: Database, schema: str, target: Path) -> None:
    """Write the closed office as one sealed file."""
    plain = office.folder / "plain.db"
    with database.bare(office.folder / FILE, office.key) as connection:
        _export(connection, plain, inwards=False)
    names = [name for name in swapping.files(office.folder) if not name.startswith(FILE)]
    facts = {"schema": schema, "program": __version__, "cipher": list(database.CIPHER),
             "keys": {name: (office.folder / name).read_text("ascii") for name in names}}
    with target.open("wb") as stream, sealed.Writer(stream, office.key.raw, PURPOSE, facts) as writer:
        writer.write(zstandard.ZstdCompressor(level=19).compress(plain.read_bytes()))


def _unsealed(path: Path, key: keys.DataKey) -> bytes:
    with path.open("rb") as stream:
        packed = io.BufferedReader(sealed.Reader(stream, key.raw, PURPOSE, path.name)).read()
    return zstandard.ZstdDecompressor().decompress(packed)


def _export(connection: Any, plain: Path, *, inwards: bool) -> None:
    """Copy everything between an encrypted database and a plain one beside it."""
    connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
    connection.execute("SELECT sqlcipher_export('main', 'plain')" if inwards else "SELECT sqlcipher_export('plain')")
    connection.execute("DETACH DATABASE plain")


def main() -> None:
    """Write the fixture that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schema", default=HEAD)
    parser.add_argument("--to", type=Path, default=FOLDER)
    options = parser.parse_args()
    if version := released(options.schema, options.to):
        sys.exit(f"Schema {options.schema} was released with {version}: its fixture stays as it is.")
    made = make(options.to, options.schema)
    sys.stdout.write(f"{made.name}: {made.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
