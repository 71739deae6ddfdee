"""A superior on a PostgreSQL of which nobody has prepared anything: what is said, and that doing so mends it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from sync.server import cli, reporting, wall
from sync.server.superior import Superior
from tests import postgres as clusters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres import Cluster

pytestmark = pytest.mark.postgres
KEEPER = "the-keeper"  # a name that has to be quoted


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Give a cluster of this test's own, whose roles no other test has made; the keeper owns two databases."""
    try:
        clusters.programs()
    except clusters.NotInstalledError as missing:
        pytest.skip(f"{missing}: {clusters.REMEDY}")
    with clusters.running() as made:
        administer(made, f'CREATE ROLE "{KEEPER}" LOGIN', *(
            f'CREATE DATABASE {name} OWNER "{KEEPER}"' for name in ("one", "two")))
        yield made


def administer(cluster: Cluster, *statements: str) -> None:
    """Run statements as an administrator."""
    with cluster.connect() as connection:
        for each in statements:
            connection.execute(each.encode())


def address(cluster: Cluster, name: str) -> str:
    """Return the address of a database for the keeper."""
    return cluster.database(name).url.replace("//ud@", f"//{KEEPER}@")


def test_what_is_missing_is_said_as_statements_that_mend_it(
        cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(name: str, *words: str) -> tuple[int, Any]:
        code = cli.main([*words, "--database", address(cluster, name), "--json"])
        return code, json.loads(capsys.readouterr().out)

    def stands(name: str) -> bool:
        superior = Superior.open(address(cluster, name))
        superior.close()
        return wall.is_built(superior.engine)

    assert run("one", "reporting")[1] == {
        "made": True, "schema": reporting.SCHEMA, "reader": reporting.READER, "readable": False}
    assert not stands("one")
    assert cli.main(["reporting", "--database", address(cluster, "one")]) == 0
    (statement,) = re.findall("CREATE ROLE [a-z_]+ NOLOGIN;", capsys.readouterr().out)
    administer(cluster, statement, *wall.CREATE_ROLE.format(user=f'"{KEEPER}"').rstrip(";").split(";"))
    found = [run("one", "reporting")[1] for _time in range(2)]
    assert [(each["made"], each["readable"]) for each in found] == [(True, True), (False, True)]
    assert stands("one")
    assert run("one", "add-unit", "--name", "某工会", "--code", "460100001")[0] == 0
    file = str(tmp_path / "backup")
    assert run("one", "backup", "--to", file)[0] == 0
    administer(cluster, "DROP DATABASE one", f"DROP ROLE {reporting.READER}", f"DROP ROLE {wall.ROLE}")
    code, told = run("two", "restore", "--file", file)
    assert (code, told["error"]) == (2, "roles_missing")
    statements = re.findall(r"(?:CREATE|GRANT) [^;]+;", told["message"])
    assert len(statements) == 3
    administer(cluster, *statements)
    assert run("two", "restore", "--file", file)[0] == 0
    assert run("two", "check")[0] == 0
    assert [unit["code"] for unit in run("two", "units")[1]] == ["460100001"]
    assert stands("two")
