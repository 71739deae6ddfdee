"""Forms as PDF on the command line: whom they are for, their numbers, what is journaled."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from tests.cli.conftest import PEOPLE, Commands
from union_desk import papers, registers
from union_desk.papers import fonts, gathering
from union_desk.paths import resource
from union_desk.schema import codes

if TYPE_CHECKING:
    from pathlib import Path

DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
                       "rkJggg==")


def text(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def test_every_member_gets_an_application_form_and_a_number_of_the_month(practice: Commands, tmp_path: Path) -> None:
    file = tmp_path / "申请表.pdf"
    done = practice.json("print", "card-application", "--to", file, "--month", "2026-03")
    assert (done["rows"], done["pages"], done["left_out"], done["missing"]) == (PEOPLE, PEOPLE, 0, [])
    pages = text(file)
    assert len(pages) == PEOPLE
    names = [r["name"] for r in practice.json("list", "members", "--limit", 0)["records"]]
    for number, (name, page) in enumerate(zip(names, pages, strict=True), 1):
        assert name in page
        assert f"4601001234202603{number:04d}" in page
    what = practice.journal()[0]
    assert what.startswith("把“办卡申请表”保存为 PDF：40 条记录，共 40 页")
    assert done["serial"] in what


def test_a_number_is_never_given_out_twice(practice: Commands, tmp_path: Path) -> None:
    file = tmp_path / "f.pdf"
    people = [r["id"] for r in practice.json("list", "members", "--limit", 3)["records"]]
    given = []
    for person in people:
        practice.json("print", "card-application", "--to", file, "--month", "2026-03", "--member", person)
        given.append("".join(text(file)))
    for number, page in enumerate(given, 1):
        assert f"4601001234202603{number:04d}" in page
    practice.json("print", "card-application", "--to", file, "--month", "2026-03", "--first-number", 70,
                  "--member", people[0])
    assert "46010012342026030070" in text(file)[0]
    practice.json("print", "card-application", "--to", file, "--month", "2026-03", "--member", people[0])
    assert "46010012342026030071" in text(file)[0]
    practice.json("print", "card-application", "--to", file, "--month", "2026-03", "--blank")
    practice.json("print", "member-roster", "--to", file, "--month", "2026-03")
    with practice.database().read() as session:
        assert gathering.next_number(session, "2026-03") == 72
        assert gathering.next_number(session, "2026-04") == 1


def test_numbers_given_out_meanwhile_are_not_given_out_again(
    practice: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = papers.print_form

    def draws(*given: object, **more: object) -> papers.Printed:
        db = practice.database()
        with db.bookkeeping() as session:
            gathering.use_numbers(session, "2026-03", 1, 5)
        db.close()
        return draw(*given, **more)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(papers, "print_form", draws)
    gestures = len(practice.journal())
    given = ("print", "card-application", "--to", tmp_path / "f.pdf", "--month", "2026-03")
    assert practice.json(*given, code=2)["error"]["code"] == "numbers_taken"
    assert list(tmp_path.glob("*.pdf*")) + list(tmp_path.glob(".*partial")) == []
    assert len(practice.journal()) == gestures


def test_the_fonts_have_every_character_of_the_practice_office_and_of_all_words(working: Commands) -> None:
    office = working.database()
    with office.read() as s:
        stored = {str(value) for register in registers.ALL for row in s.execute(sa.select(register.table))
                  for value in row if isinstance(value, str)}
    office.close()
    shown = {entry.label for name in codes.names() for entry in codes.get(name)}
    shown |= {po.read_text(encoding="utf-8") for po in resource("locale", "zh_CN").glob("*.po")}
    assert fonts.missing_glyphs(sorted(stored | shown)) in ([], ["\ufffd"])  # a message shows the sign of a lost one


@pytest.mark.parametrize("form", papers.ALL)
def test_every_form_is_printed_for_records_and_blank(working: Commands, tmp_path: Path, form: str) -> None:
    found = [r["id"] for r in working.json("list", papers.ALL[form].register, "--limit", 2)["records"]]
    assert found, "the practice office has some of every book"
    chosen = [word for record in found for word in ("--record", record)]  # one union, one return, … are all there is
    done = working.json("print", form, "--to", tmp_path / "f.pdf", *chosen, "--batch-no", "P1", "--bank", "某某银行",
                         "--submitted-by", "王干事", "--medium", "usb", "--submitted-on", "2026.3.2",
                         "--day", "2026年3月1日")
    assert (done["rows"], done["missing"]) == (len(found), [])
    pages = text(tmp_path / "f.pdf")
    assert len(pages) == done["pages"] > 0
    assert all(done["serial"] in page for page in pages), "the line at the foot names every print"
    assert working.json("print", form, "--to", tmp_path / "b.pdf", "--blank")["rows"] == 0
    assert text(tmp_path / "b.pdf")[0]


def test_people_whose_membership_has_ended_are_left_out_and_counted(practice: Commands, tmp_path: Path) -> None:
    with_active = practice.json("list", "members", "--filter", "membership_state=active")["records"]
    practice.json("event", "members", with_active[0]["id"], "withdraw")
    file = tmp_path / "f.pdf"
    done = practice.json("print", "member-roster", "--to", file)
    assert (done["rows"], done["left_out"]) == (PEOPLE - 1, 1)
    assert "1 人未打印" in practice("print", "member-roster", "--to", file).out
    assert practice.json("print", "member-roster", "--to", file, "--all")["rows"] == PEOPLE
    assert practice.json("print", "member-roster", "--to", file, "--filter", "membership_state=withdrawn")["rows"] == 1


def test_a_roster_is_masked_unless_the_asking_is_journaled(practice: Commands, tmp_path: Path) -> None:
    person = practice.json("list", "members", "--filter", "mobile=*", "--limit", 1, "--unmasked")["records"][0]
    file = tmp_path / "f.pdf"
    practice.json("print", "member-roster", "--to", file, "--member", person["id"])
    assert person["mobile"] not in "".join(text(file))
    practice.json("print", "member-roster", "--to", file, "--member", person["id"], "--unmasked", "--reason", "存档")
    assert person["mobile"] in "".join(text(file))
    assert practice.journal()[1] == "查看了 1 条记录的脱敏信息（会员）：存档"


def test_photographs_are_found_by_number_and_by_name(practice: Commands, tmp_path: Path) -> None:
    one, two = practice.json("list", "members", "--limit", 2, "--unmasked")["records"]
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / f"{one['id_number']}.png").write_bytes(DOT)
    (tmp_path / "photos" / f"{two['name']}.PNG").write_bytes(DOT)
    given = ("print", "card-application", "--to", tmp_path / "f.pdf", "--member", one["id"], "--member", two["id"])
    practice.json(*given, "--photos", tmp_path / "photos")
    assert [len(page.images) for page in PdfReader(tmp_path / "f.pdf").pages] == [1, 1]
    assert practice.fault(*given, "--photos", tmp_path / "nowhere")["code"] == "photo_folder"
    (tmp_path / "photos" / f"{one['id_number']}.png").write_bytes(b"no picture")
    assert practice.fault(*given, "--photos", tmp_path / "photos")["code"] == "photo_unreadable"


@pytest.mark.parametrize(("given", "code"), [
    (("--to", "f.txt"), "output_name"), (("--to", "nowhere/f.pdf"), "cannot_write"),
    (("--to", "f.pdf", "--filter", "name=没有"), "nobody"), (("--to", "f.pdf", "--member", "没有"), "record_not_found"),
    (("--to", "f.pdf", "--month", "2026-13"), "usage"), (("--to", "f.pdf", "--day", "昨天"), "usage"),
    (("--to", "f.pdf", "--medium", "pigeon"), "usage"), ((), "usage"),
])
def test_what_cannot_be_printed_is_told_and_leaves_no_trace(
    practice: Commands, tmp_path: Path, given: tuple[str, ...], code: str
) -> None:
    gestures = len(practice.journal())
    assert practice.fault("print", "card-application", *given)["code"] == code
    assert list(tmp_path.glob("*.pdf")) == []
    assert len(practice.journal()) == gestures
