"""Words made to hurt: formulas, SQL and LIKE signs, control and direction characters, a megabyte for a name."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from tests.exchange import files, forms
from tests.offices import ACTOR
from tests.samples import member
from union_desk import lifecycle, records
from union_desk.errors import InvalidRecordError
from union_desk.exchange import exporting
from union_desk.exchange.exporting import Options
from union_desk.exchange.filling.session import FormSession
from union_desk.exchange.session import ImportSession
from union_desk.registers import BRANCHES, MEMBERS
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database

FORMULAS = ("=cmd|'/C calc'!A0", "+1+cmd", "-2+3+cmd", "@SUM(1+1)*cmd", '=HYPERLINK("http://x","cmd")', "\t=cmd",
            "\r=cmd")
SIGNS = ("%", "_", "'", '"', "\\", "';DROP TABLE members;--", "%' OR '1'='1", "\x00", "*", "NEAR(", "(", "a AND", "^",
         ":", "\u202e", "🀄", "￿", "[a-z]", "x" * 5000)
HIDDEN = ("\u202e", "\u2066", "\u200b", "\u0007", "\x1b[31m", "\ufeff", "\x00")


def formulas_of(path: Path) -> list[str]:
    """Return every formula of a workbook, and everything in it that runs or leads elsewhere."""
    with zipfile.ZipFile(path) as archive:
        texts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    found = [f for text in texts.values() for f in re.findall(r"<f[^>]*>([^<]*)</f>", text)]
    return found + [name for name in texts if "externalLink" in name] + [
        t for text in texts.values() for t in re.findall(r'TargetMode="External"', text)]


@pytest.fixture
def planted(office: Database) -> Database:
    """Give an office in which somebody has put formulas wherever free text is kept."""
    with office.write(ACTOR, "Planted") as s:
        branch = records.insert_many(s, BRANCHES, [{"name": FORMULAS[0], "branch_kind": "1"}])[0]
        for number, text in enumerate(FORMULAS, 1):
            values = member(number, employer_name=text, native_place=text, remark=text, branch_id=branch)
            made = lifecycle.create(s, MEMBERS, values).id
            records.update_many(s, MEMBERS, [(made, {"name": ("张三", text)})])
    return office


def test_names_never_become_formulas_in_an_export(planted: Database, tmp_path: Path) -> None:
    path = exporting.export(planted, ACTOR, MEMBERS, tmp_path / "a.xlsx", Options(unmasked=True)).path
    assert formulas_of(path) == []
    path = exporting.export(planted, ACTOR, MEMBERS, tmp_path / "a.csv", Options(unmasked=True)).path
    with path.open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any("cmd" in cell for cell in cells)


def test_names_never_become_formulas_in_statistics(planted: Database, tmp_path: Path) -> None:
    from union_desk import cli
    from union_desk.database import Database

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "open", lambda *_a, **_k: planted)
        patch.setenv("UNION_DESK_PASSPHRASE", "office passphrase")
        patch.setattr(planted, "close", lambda: None)
        assert cli.main(["--office", str(planted.folder), "statistics", "--to", str(tmp_path / "s.xlsx"),
                         "--table", "branch_id"]) in {0, 2}
        assert cli.main(["--office", str(planted.folder), "statistics", "--to", str(tmp_path / "s.xlsx")]) == 0
    assert not [f for f in formulas_of(tmp_path / "s.xlsx") if "cmd" in f or "External" in f]


def test_names_never_become_formulas_in_a_filled_form(planted: Database, tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(forms.official())
    before = set(formulas_of(tmp_path / "form.xlsx"))
    with planted.read() as s:
        people = list(s.execute(sa.select(MEMBERS.table.c.id)).scalars())
    session = FormSession(planted, MEMBERS, tmp_path / "form.xlsx")
    session.write(ACTOR, session.plan(people, unmasked=True), tmp_path / "filled.xlsx", unmasked=True, leave_out=True)
    assert not [f for f in formulas_of(tmp_path / "filled.xlsx") if "cmd" in f and f not in before]


def test_names_never_become_formulas_in_what_is_returned_to_the_sender(office: Database, tmp_path: Path) -> None:
    rows = [files.person(n, 证件号码="not a number") for n in range(1, 3)]
    for row in rows:
        row[0] = FORMULAS[0]
    path = tmp_path / "a.xlsx"
    path.write_bytes(_as_text(rows))
    session = ImportSession(office, MEMBERS, path, day="2024-06-01")
    session.check()
    session.apply(ACTOR)
    session.write_returned(tmp_path / "back.xlsx")
    assert not [f for f in formulas_of(tmp_path / "back.xlsx") if "cmd" in f]


def _as_text(rows: list[list[Any]]) -> bytes:
    """Return a roster whose cells are texts, whatever they begin with."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        for number, row in enumerate([files.HEADING, *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, str(cell if cell is not None else ""))
    return out.getvalue()


def test_what_is_typed_into_a_search_is_only_ever_searched_for(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        for n in (1, 2):
            lifecycle.create(s, MEMBERS, member(n, name="张三李四"[n * 2 - 2:n * 2], remark="百分之50%_"))
    for sign in SIGNS:
        for query in (Query(text=sign), Query(filters=(Filter("remark", "has", (sign,)),)),
                      Query(filters=(Filter("name", "is", (sign,)),))):
            with office.read() as s:
                found = records.page(s, MEMBERS, query, limit=10)
            expected = 2 if sign in {"%", "_"} and query.filters and query.filters[0].op == "has" else 0
            assert len(found) == expected, (sign, query)
    with office.read() as s:
        assert records.count(s, MEMBERS) == 2


@pytest.mark.parametrize("sign", [s for s in SIGNS if s not in {"\x00", "\u202e"} and len(s) < 100])
def test_what_is_typed_into_a_field_comes_back_as_it_was(office: Database, sign: str) -> None:
    with office.write(ACTOR, "Added") as s:
        made = lifecycle.create(s, MEMBERS, member(1, remark=f"a{sign}b")).id
    with office.read() as s:
        kept = records.get(s, MEMBERS, made)["remark"]
    assert kept == f"a{sign}b"


@pytest.mark.parametrize("hidden", HIDDEN)
def test_no_name_turns_the_screen_around_or_hides_more_than_it_shows(office: Database, hidden: str) -> None:
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "Added") as s:
        lifecycle.create(s, MEMBERS, member(1, name=f"张{hidden}三"))
    assert MEMBERS.fields["name"].kind.parse(f"张{hidden}三").value in {"张三", f"张{hidden}三"}


@pytest.mark.parametrize("field", ["name", "employer_name", "remark"])
def test_a_megabyte_is_no_name(office: Database, field: str) -> None:
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "Added") as s:
        lifecycle.create(s, MEMBERS, member(1, **{field: "张" * 1_000_000}))
    with office.read() as s:
        assert records.count(s, MEMBERS) == 0


def test_a_roster_with_a_name_of_a_megabyte_refuses_that_row(office: Database, tmp_path: Path) -> None:
    rows = [files.person(1), files.person(2)]
    rows[1][0] = "张" * 1_000_000
    path = tmp_path / "a.csv"
    path.write_text("\n".join(",".join(str(c or "") for c in row) for row in [files.HEADING, *rows]), "utf-8")
    session = ImportSession(office, MEMBERS, path, day="2024-06-01")
    session.check()
    told = session.apply(ACTOR)
    assert (told.new, told.refused) == (1, 1)
