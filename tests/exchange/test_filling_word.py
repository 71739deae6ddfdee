"""Lists in Word forms: a table with a heading and many rows is filled row by row, further rows like the last one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.exchange import forms
from tests.exchange.imports import MEMBERS
from tests.offices import ACTOR, office, office_maker, office_template
from tests.samples import id_number, member
from union_desk import lifecycle
from union_desk.exchange.filling import faults as form_faults
from union_desk.exchange.filling.columns import Layout
from union_desk.exchange.filling.session import FormSession
from union_desk.exchange.filling.single import Spots

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["office", "office_maker", "office_template"]
LIST = ('<w:sdt><w:sdtPr><w:id w:val="7"/><w:alias w:val="性别"/><w:dropDownList><w:listItem w:displayText="男性" '
        'w:value="1"/><w:listItem w:displayText="女性" w:value="2"/></w:dropDownList></w:sdtPr><w:sdtContent><w:r>'
        "<w:t>选择</w:t></w:r></w:sdtContent></w:sdt>")


@pytest.fixture
def people(office: Database) -> list[str]:
    """Add four members."""
    with office.write(ACTOR, "People") as s:
        return [lifecycle.create(s, MEMBERS, member(n + 1, name="洪陈李王"[n] + "晓明", sex="12"[n % 2], education="21",
                                                    id_number=id_number(n + 1, female=n % 2 == 1))).id
                for n in range(4)]


def cell(text: str = "", more: str = "", inside: str = "") -> str:
    """Return a cell of a table."""
    run = f"<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>" if text else inside
    look = '<w:pPr><w:rPr><w:sz w:val="18"/></w:rPr></w:pPr>'
    return f'<w:tc><w:tcPr>{more}</w:tcPr><w:p w14:paraId="0A{len(text)}F">{look}{run}</w:p></w:tc>'


def row(*cells: str, look: str = "") -> str:
    """Return a row of a table."""
    return f'<w:tr w14:paraId="1F"><w:trPr>{look}</w:trPr>{"".join(cells)}</w:tr>'


def table(prepared: int = 2) -> str:
    """Return a list with a heading two rows deep, prepared rows and a line of signatures."""
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    head = [row(cell("序号", down), cell("姓 名", down), cell("证件", '<w:gridSpan w:val="2"/>'), cell("性别", down)),
            row(cell("", on), cell("", on), cell("证件号码"), cell("学历"), cell("", on), look="<w:tblHeader/>")]
    blank = row(cell(), cell(), cell(), cell(), cell(inside=LIST), look='<w:trHeight w:val="600"/>')
    foot = row(cell("填表人：", '<w:gridSpan w:val="5"/>'))
    return f"<w:tbl>{''.join(head)}{blank * prepared}{foot if prepared else ''}</w:tbl>"


def texts(data: bytes) -> list[list[str]]:
    """Return the texts of the cells of all tables, row by row."""
    body = forms.parts_of(data)["word/document.xml"].decode()
    return [["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", one)) for one in re.findall("<w:tc>.*?</w:tc>", found)]
            for found in re.findall(r"<w:tr(?: [^>]*)?>.*?</w:tr>", body)]


def fill(office: Database, people: list[str], body: str, folder: Path, **choices: Any) -> tuple[FormSession, Path]:
    """Fill a document and return the session and the file."""
    blank, target = folder / "花名册.docx", folder / "填好.docx"
    blank.write_bytes(forms.document(body))
    session = FormSession(office, MEMBERS, blank)
    for where, source in choices.items():
        session.choose(where, source)
    done = session.write(ACTOR, session.plan(people, unmasked=True), target, unmasked=True)
    assert done.files == (target,)
    return session, target


def test_prepared_rows_are_filled_and_further_ones_look_alike(
    office: Database, people: list[str], tmp_path: Path
) -> None:
    mark = "<w:p><w:r><w:t>填报日期：{{@today}}（{{姓名}}）</w:t></w:r></w:p>"
    session, target = fill(office, people, mark + table(), tmp_path)
    layout = session.layout
    assert isinstance(layout, Layout)
    assert (layout.place.first, layout.place.prepared, layout.heading.depth) == (3, 2, 2)
    rows = texts(target.read_bytes())
    assert rows[2] == ["1", "洪晓明", id_number(1), "大学本科毕业", "男性"]
    assert [line[:2] for line in rows[2:6]] == [[str(n), name] for n, name in enumerate(
        ("洪晓明", "陈晓明", "李晓明", "王晓明"), 1)]
    assert [line[4] for line in rows[2:6]] == ["男性", "女性"] * 2
    assert rows[6] == ["填表人："]
    text = forms.parts_of(target.read_bytes())["word/document.xml"].decode()
    assert text.count('<w:trHeight w:val="600"/>') == 4
    assert text.count('<w:id w:val="7"/>') == 2, "a number that may not be there twice is not copied"
    assert text.count('<w:sz w:val="18"/></w:rPr><w:t') >= 16, "values look as the cells ask"
    assert re.search(r"填报日期：\d{4}-\d\d-\d\d（{{姓名}}）", text), "outside the list, too"


def test_fewer_records_leave_rows_empty_and_everything_else_as_it_was(
    office: Database, people: list[str], tmp_path: Path
) -> None:
    fill(office, people[:1], table(), tmp_path)
    parts = [forms.parts_of((tmp_path / name).read_bytes()) for name in ("花名册.docx", "填好.docx")]
    assert {name for name in parts[0] if parts[0][name] != parts[1][name]} == {"word/document.xml"}
    before, after = (part["word/document.xml"].decode() for part in parts)
    lines = [re.findall(r"<w:tr(?: [^>]*)?>.*?</w:tr>", text) for text in (before, after)]
    assert [n for n, pair in enumerate(zip(*lines, strict=True)) if pair[0] != pair[1]] == [2]


def test_a_bare_heading_takes_rows_that_do_not_look_like_it(
    office: Database, people: list[str], tmp_path: Path
) -> None:
    body = f"<w:tbl>{row(cell('姓名'), cell('证件号码'), cell('学历'), look='<w:tblHeader/>')}</w:tbl>"
    _session, target = fill(office, people[:2], body, tmp_path)
    assert [line[0] for line in texts(target.read_bytes())] == ["姓名", "洪晓明", "陈晓明"]
    text = forms.parts_of(target.read_bytes())["word/document.xml"].decode()
    assert (text.count("<w:tblHeader/>"), text.count("<w:b/>")) == (1, 3)


def test_a_drop_down_that_lacks_a_value_refuses_it(office: Database, people: list[str], tmp_path: Path) -> None:
    body = table().replace("女性", "不详")
    with pytest.raises(form_faults.RefusedValuesError, match="E4"):
        fill(office, people, body, tmp_path)
    session = FormSession(office, MEMBERS, tmp_path / "花名册.docx")
    planned = session.plan(people)
    assert {one.choices for one in planned[0].refused} == {("男性", "不详")}
    session.spell("E", "女", "不详")
    session.write(ACTOR, session.plan(people), tmp_path / "填好.docx")
    assert [line[4] for line in texts((tmp_path / "填好.docx").read_bytes())[2:6]] == ["男性", "不详"] * 2


def test_a_mapping_of_a_list_is_remembered_and_shared(office: Database, people: list[str], tmp_path: Path) -> None:
    session, _target = fill(office, people, table(), tmp_path, D="post")
    session.mapping().save(tmp_path / "对应.json")
    for again in (FormSession(office, MEMBERS, tmp_path / "花名册.docx"),
                  FormSession(office, MEMBERS, tmp_path / "花名册.docx", tmp_path / "对应.json")):
        assert isinstance(again.layout, Layout)
        assert again.layout.sources[3] == "post"
    (tmp_path / "别的.docx").write_bytes(forms.document(table().replace("学历", "民族")))
    with pytest.raises(form_faults.OtherLayoutError):
        FormSession(office, MEMBERS, tmp_path / "别的.docx", tmp_path / "对应.json")


def test_a_page_of_one_person_is_no_list(office: Database, tmp_path: Path) -> None:
    path = tmp_path / "登记表.docx"
    path.write_bytes(forms.document(f"<w:tbl>{row(cell('姓名'), cell(), cell('性别'), cell())}"
                                    f"{row(cell('证件号码'), cell(), cell('学历'), cell())}</w:tbl>"))
    layout = FormSession(office, MEMBERS, path).layout
    assert isinstance(layout, Spots)
    assert layout.matched == 4
