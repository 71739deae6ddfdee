"""The read-only views for reports: plain names, labels, nothing sensitive, a role that reads them and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from resources.makers import data_dictionary
from sync.server import engine as engines
from sync.server import reporting, tables
from tests.samples import member
from tests.sync.senders import Sender, table

if TYPE_CHECKING:
    from sync.server.superior import Superior


def fill(superior: Superior) -> Sender:
    sender = Sender.of(superior, "5")
    rows = [{n: int(v) if isinstance(v, bool) else v for n, v in member(k, name=f"张{k}").items()} for k in (1, 2)]
    sender.push(sender.seal(table([rows[0], {}], deleted=[0, 1]), table([{"amount": 1050}], "dues_payments")))
    sender.push(sender.seal(table([rows[1] | {"mobile": "1"}], first=3)))
    return sender


def view(superior: Superior, name: str) -> str:
    return f"reporting.{name}" if superior.engine.dialect.name == "postgresql" else f"reporting_{name}"


def ask(superior: Superior, statement: str) -> list[dict[str, Any]]:
    with engines.reading(superior.engine) as connection:
        return [dict(row) for row in connection.execute(sa.text(statement)).mappings()]


def test_views_show_living_records_with_labels_and_their_union(superior: Superior) -> None:
    fill(superior)
    assert reporting.ensure(superior)
    assert not reporting.ensure(superior)
    found = ask(superior, f"SELECT * FROM {view(superior, 'members')} ORDER BY name")
    assert [row["name"] for row in found] == ["张1", "张2"]
    assert (found[0]["reporter_code"], found[0]["reporter_name"]) == ("5", "工会5")
    assert found[0]["sex_label"] in {"男", "女", "男性", "女性"}
    assert not found[0].keys() & {"id_number", "mobile", "seen", "hash", "extra"}
    returned = ask(superior, f"SELECT * FROM {view(superior, 'returned')}")
    assert [(row["register"], row["field"]) for row in returned] == [("members", "mobile")]
    assert ask(superior, f"SELECT count(*) AS n FROM {view(superior, 'units')}") == [{"n": 1}]


def test_every_view_can_be_read_and_holds_no_sensitive_column(superior: Superior) -> None:
    fill(superior)
    reporting.ensure(superior)
    for one in tables.mirrors().values():
        with engines.reading(superior.engine) as connection:
            names = set(connection.execute(sa.text(f"SELECT * FROM {view(superior, one.name)} LIMIT 1")).keys())
        assert one.register is not None
        assert not names & one.register.sensitive
        assert {column.name for column in reporting.columns(one)} <= names


def test_views_are_made_anew_when_a_register_changes(superior: Superior, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(superior)
    reporting.ensure(superior)
    monkeypatch.setattr(reporting, "_FEN", 1000)
    assert reporting.ensure(superior)


def test_money_is_in_yuan(superior: Superior) -> None:
    name, field = next((one.name, column) for one in tables.mirrors().values() for column in reporting.columns(one)
                       if column.name.endswith("_yuan"))
    sender = Sender.of(superior, "5")
    sender.push(sender.seal(table([{field.field.name: 1050}], name)))
    reporting.ensure(superior)
    (row,) = ask(superior, f"SELECT {field.name} AS amount FROM {view(superior, name)}")
    assert float(row["amount"]) == 10.5


def test_the_reader_reads_the_views_and_nothing_else(superior: Superior) -> None:
    if superior.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no roles")
    fill(superior)
    reporting.ensure(superior)
    with engines.reading(superior.engine) as connection:
        connection.exec_driver_sql(f"SET LOCAL ROLE {reporting.READER}")
        assert connection.exec_driver_sql("SELECT count(*) FROM reporting.members").scalar() == 2
    for forbidden in ("SELECT * FROM mirror_members", "SELECT * FROM superior", "DELETE FROM reporting.codes"):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), \
                engines.writing(superior.engine) as connection:
            connection.exec_driver_sql(f"SET LOCAL ROLE {reporting.READER}")
            connection.exec_driver_sql(forbidden)


@pytest.mark.parametrize("page", list(data_dictionary.pages()), ids=lambda path: path.name)
def test_every_page_made_from_the_program_is_current(page: Any) -> None:
    current = page.read_text(encoding="utf-8") == data_dictionary.pages()[page]
    assert current, "python -m resources.makers.data_dictionary"
