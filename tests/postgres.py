"""A throw-away PostgreSQL for tests and benchmarks: one private cluster per process, one fresh database per test.

It listens on a socket in its own folder only, so parallel test processes cannot meet. Started by root it runs as the
user `postgres`, since PostgreSQL refuses root. Where PostgreSQL is missing the tests that ask for it are reported as
not run, with the reason and the remedy, at the end of the run.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from psycopg import Connection
    from psycopg.rows import TupleRow

USER = "ud"
START_SECONDS = 30.0
MISSING = "PostgreSQL is not installed"
REMEDY = "apt-get install postgresql"
# Nothing here outlives the run: speed instead of safety against power cuts.
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "listen_addresses": ""}


class NotInstalledError(RuntimeError):
    """This machine has no PostgreSQL server programs."""


@dataclass(frozen=True, slots=True)
class Database:
    """One database of the cluster, by SQLAlchemy's address and by psycopg's."""

    name: str
    url: str
    dsn: str


@dataclass
class Cluster:
    """A running private PostgreSQL; databases are made fresh, from a template where one was prepared."""

    folder: Path
    templates: set[str] = field(default_factory=set)
    _made: int = 0

    def database(self, name: str) -> Database:
        """Return the addresses of a database, whether or not it exists."""
        url = f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"
        return Database(name, url, f"host={self.folder} user={USER} dbname={name}")

    def fresh(self, template: str = "template0") -> Database:
        """Make a new database as a copy of a template (20 ms); empty without one."""
        self._made += 1
        made = self.database(f"test_{self._made}")
        self._run(f"create database {made.name} template {template}")
        return made

    def template(self, name: str, prepare: Callable[[Database], None]) -> str:
        """Prepare a template database once per cluster; `prepare` must leave no connection open. Returns its name."""
        if name not in self.templates:
            self._run(f"create database {name} template template0")
            prepare(self.database(name))
            self.templates.add(name)
        return name

    def drop(self, database: Database) -> None:
        """Remove a database, cutting whoever is still connected to it."""
        self._run(f"drop database if exists {database.name} with (force)")

    def connect(self, name: str = "postgres") -> Connection[TupleRow]:
        """Open a connection for administration; every statement commits by itself."""
        import psycopg

        return psycopg.connect(self.database(name).dsn, autocommit=True)

    def _run(self, statement: str) -> None:
        with self.connect() as connection:
            connection.execute(statement.encode())


def programs() -> Path:
    """Return the folder of the newest installed PostgreSQL's programs; NotInstalledError where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    path = found[-1] if found else shutil.which("initdb")
    if path is None:
        raise NotInstalledError(MISSING)
    return Path(path).parent


@contextmanager
def running() -> Iterator[Cluster]:
    """Run a private cluster inside the block (up in under a second); NotInstalledError where it cannot be had."""
    programs()
    folder = Path(tempfile.mkdtemp(prefix="ud-pg-"))
    own = Own(folder)
    try:
        own.initialise("--no-sync")
        own.start(SETTINGS)
        try:
            yield own.cluster
        finally:
            own.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Own:
    """The processes of a cluster that lies in a folder of its own; `start` begins them again after they ended."""

    folder: Path
    cluster: Cluster = field(init=False)
    server: subprocess.Popen[bytes] | None = None
    identity: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        """Give the folder to whom it must belong."""
        self.cluster, self.identity = Cluster(self.folder), ordinary_user(self.folder)

    @property
    def log(self) -> Path:
        """Return where the processes write what happens to them."""
        return self.folder / "log"

    def initialise(self, *words: str) -> None:
        """Make the files of an empty cluster in `data`."""
        make = [f"{programs()}/initdb", "-D", f"{self.folder / 'data'}", "-U", USER, "--auth=trust", "-E", "UTF8",
                "--locale=C.UTF-8", *words]
        subprocess.run(make, check=True, capture_output=True, cwd=self.folder, **self.identity)

    def start(self, settings: Mapping[str, str]) -> None:
        """Start and wait until it answers."""
        parts = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        command = [*_dying_with_us(), f"{programs()}/postgres", "-D", f"{self.folder / 'data'}", "-k", f"{self.folder}",
                   *parts]
        with self.log.open("ab") as stream:
            self.server = subprocess.Popen(command, stdout=stream, stderr=stream, cwd=self.folder, **self.identity)
        _wait_for(self.cluster, self.server, self.log)

    def stop(self) -> None:
        """Stop at once, nothing is to be kept."""
        if self.server is not None:
            self.server.send_signal(signal.SIGQUIT)
            self.server.wait()
            self.server = None


def ordinary_user(folder: Path) -> dict[str, Any]:
    """Give a folder to the user who may run PostgreSQL and return how to become that user."""
    if os.geteuid() != 0:
        return {}
    import pwd

    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _dying_with_us() -> list[str]:
    """Return the words that stop the server when a killed test process could not stop it."""
    return ["setpriv", "--pdeathsig", "QUIT", "--"] if shutil.which("setpriv") else []


def _wait_for(cluster: Cluster, server: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            cluster.connect().close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                msg = f"PostgreSQL did not start:\n{log.read_text(errors='replace')}"
                raise RuntimeError(msg) from None
            time.sleep(0.02)
        else:
            return


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """Give this test process's cluster; without PostgreSQL the test is reported as not run."""
    try:
        programs()
    except NotInstalledError as missing:
        pytest.skip(f"{missing}: {REMEDY}")
    with running() as cluster:
        yield cluster


@pytest.fixture
def postgres_database(postgres: Cluster) -> Iterator[Database]:
    """Give an empty database of this test's own."""
    made = postgres.fresh()
    yield made
    postgres.drop(made)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that reaches for the cluster, so that `-m "not postgres"` leaves it out."""
    for item in items:
        if {"postgres", "postgres_database"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.postgres)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly which tests did not run for want of PostgreSQL, why, and what to do."""
    unrun = [report.nodeid for report in terminalreporter.stats.get("skipped", ()) if MISSING in str(report.longrepr)]
    if unrun:
        terminalreporter.section("PostgreSQL tests NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{MISSING}, so {len(unrun)} tests were not run. Install it with: {REMEDY}", red=True)
        for name in unrun:
            terminalreporter.line(f"  not run: {name}")
