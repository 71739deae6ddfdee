"""Forms with one record a page: cells of a workbook; marks, controls, bookmarks and cells of a Word document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.exchange import files, forms
from tests.exchange.imports import MEMBERS
from tests.offices import ACTOR, office, office_maker, office_template
from tests.samples import id_number, member
from union_desk import lifecycle
from union_desk.exchange.filling import comparing
from union_desk.exchange.filling import faults as form_faults
from union_desk.exchange.filling.session import FormSession
from union_desk.exchange.filling.single import Spots

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["office", "office_maker", "office_template"]
CARD = [["会员登记卡", None, None, None], ["姓名", None, "性别", None], ["证件号码", None, "出生日期：", None],
        ["手机", None, "学历", None], ["经办人", None, "备注", None]]


@pytest.fixture
def people(office: Database) -> list[str]:
    """Add two members."""
    with office.write(ACTOR, "People") as s:
        return [lifecycle.create(s, MEMBERS, member(n + 1, name=name, sex="12"[n], education="21",
                                                    id_number=id_number(n + 1, female=n == 1))).id
                for n, name in enumerate(("洪晓明", "陈\U00020bb7<&>"))]


def run(office: Database, blank: Path, people: list[str], target: Path, **choices: Any) -> tuple[Path, ...]:
    """Fill a form and return the files."""
    session = FormSession(office, MEMBERS, blank)
    assert isinstance(session.layout, Spots)
    for place, source in choices.items():
        session.choose(place, source)
    return session.write(ACTOR, session.plan(people, unmasked=True), target, unmasked=True).files


def test_a_page_is_filled_cell_by_cell_one_file_for_each(office: Database, people: list[str], tmp_path: Path) -> None:
    blank = tmp_path / "卡.xlsx"
    blank.write_bytes(files.xlsx(CARD))
    made = run(office, blank, people, tmp_path / "填好.xlsx", B5="=刘洋")
    assert [path.name for path in made] == ["填好_1_洪晓明.xlsx", "填好_2_陈\U00020bb7_&_.xlsx"]
    sheet = openpyxl.load_workbook(made[1]).worksheets[0]
    assert [sheet[cell].value for cell in ("B2", "D2", "B3", "D3", "D4", "B5", "D5")] == [
        "陈\U00020bb7<&>", "女", id_number(2, female=True), "1990-03-07", "大学本科毕业", "刘洋", None]
    assert comparing.compare(blank, made[0]).filled_only
    again = FormSession(office, MEMBERS, blank).layout
    assert isinstance(again, Spots)
    assert next(spot for spot in again.spots if spot.place == "B5").source == "=刘洋"


def test_nothing_is_left_when_one_page_cannot_be_written(office: Database, people: list[str], tmp_path: Path) -> None:
    blank = tmp_path / "卡.xlsx"
    blank.write_bytes(files.xlsx(CARD))
    with pytest.raises(form_faults.OverwriteError):
        run(office, blank, people[:1], blank)
    (tmp_path / "填好_2_陈\U00020bb7_&_.xlsx").mkdir()
    with pytest.raises(OSError, match="填好"):
        run(office, blank, people, tmp_path / "填好.xlsx")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def _run(text: str) -> str:
    return f"<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>"


BODY = (
    f"<w:p>{_run('兹证明 {')}{_run('{姓')}{_run('名}} 同志，证件号 {{id_number}}，{{不认识}}')}</w:p>"
    '<w:p><w:sdt><w:sdtPr><w:alias w:val="性别"/><w:showingPlcHdr/><w:dropDownList><w:listItem w:displayText="男性" '
    'w:value="1"/><w:listItem w:displayText="女性" w:value="2"/></w:dropDownList></w:sdtPr><w:sdtContent>'
    f"{_run('选择')}</w:sdtContent></w:sdt></w:p>"
    f'<w:p>{_run("生于")}<w:bookmarkStart w:id="1" w:name="出生日期"/><w:bookmarkEnd w:id="1"/>{_run("。")}</w:p>'
    "<w:tbl><w:tr><w:tc><w:p>" + _run("手机") + "</w:p></w:tc><w:tc><w:tcPr/><w:p/></w:tc></w:tr></w:tbl>"
)


def test_a_word_form_is_filled_at_its_marks(office: Database, people: list[str], tmp_path: Path) -> None:
    blank = tmp_path / "证明.docx"
    blank.write_bytes(forms.document(BODY))
    made = run(office, blank, people, tmp_path / "证明_填.docx")
    texts = []
    for path in made:
        text = forms.parts_of(path.read_bytes())["word/document.xml"].decode()
        texts.append(["".join(re.findall(r"<w:t[^>]*>([^<]*)", part)) for part in re.split("</w:p>", text)])
    assert texts[0][:3] == [f"兹证明 洪晓明 同志，证件号 {id_number(1)}，{{{{不认识}}}}", "男性", "生于1990-03-07。"]
    assert texts[0][4].startswith("139")
    assert texts[1][0].startswith("兹证明 陈\U00020bb7&lt;&amp;&gt; 同志")
    assert texts[1][1] == "女性"
    parts = [forms.parts_of(path.read_bytes()) for path in (blank, made[0])]
    assert {name for name in parts[0] if parts[0][name] != parts[1][name]} == {"word/document.xml"}


def test_a_word_form_without_any_place_is_refused(office: Database, people: list[str], tmp_path: Path) -> None:
    blank = tmp_path / "空.docx"
    blank.write_bytes(forms.document(f"<w:p>{_run('没有标记')}</w:p>"))
    with pytest.raises(form_faults.NothingMatchedError, match="空"):
        run(office, blank, people, tmp_path / "填.docx")
