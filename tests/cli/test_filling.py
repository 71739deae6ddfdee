"""Filling official forms on the command line, and comparing what came out with what went in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.test_cards import desk
from tests.exchange import card_forms, forms

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Commands

__all__ = ["desk"]


def test_a_form_is_tried_filled_and_compared(desk: Commands, tmp_path: Path) -> None:
    blank, filled, mapping = (tmp_path / name for name in ("空表.xlsx", "填好.xlsx", "对应.json"))
    blank.write_bytes(forms.official())
    tried = desk.json("fill", blank, "--to", filled, "--dry-run", "--unmasked", "--save-mapping", mapping)
    assert (tried["rows"], tried["prepared_rows"], tried["new_rows"], tried["files"]) == (3, 5, 0, [])
    assert not filled.exists()
    done = desk.json("fill", blank, "--to", filled, "--mapping", mapping, "--unmasked", "--reason", "年报",
                     "--column", "I==和风", "--value", "I:和风=和风厂")
    assert done["files"] == [str(filled)]
    assert next(c for c in done["columns"] if c["column"] == "I")["source"] == "=和风"
    found = desk.json("compare-forms", blank, filled)
    assert found["filled_only"]
    assert {c["after"] for c in found["cells"] if c["cell"].startswith("I")} == {"和风厂"}


def test_a_sheet_for_each_record_in_one_workbook(desk: Commands, tmp_path: Path) -> None:
    blank, filled = tmp_path / "卡.xlsx", tmp_path / "填好.xlsx"
    blank.write_bytes(card_forms.card())
    done = desk.json("fill", blank, "--to", filled, "--sheets")
    assert (done["rows"], done["files"], done["together"]) == (3, [str(filled)], True)
    found = desk.json("compare-forms", blank, filled)
    assert found["filled_only"]
    assert [name[:2] for name in found["copied"]["登记卡"]] == ["2 ", "3 "]


def test_a_word_form_names_the_places_that_were_filled(desk: Commands, tmp_path: Path) -> None:
    blank = tmp_path / "证明.docx"
    blank.write_bytes(forms.document("<w:p><w:r><w:t>兹证明 {{姓名}} 是我会会员。</w:t></w:r></w:p>"))
    done = desk.json("fill", blank, "--to", tmp_path / "证明_填.docx", "--unmasked", "--reason", "证明")
    found = desk.json("compare-forms", blank, done["files"][0])
    (cell,) = found["cells"]
    assert (found["filled_only"], cell["cell"], cell["kind"], cell["before"]) == (True, "{{姓名}}", "filled", "")
    assert f"{{{{姓名}}}} [filled]  → {cell['after']}" in desk("compare-forms", blank, done["files"][0]).out


def test_what_cannot_be_filled_ends_with_a_sentence(desk: Commands, tmp_path: Path) -> None:
    blank = tmp_path / "空表.xlsx"
    blank.write_bytes(forms.official())
    long = "I==和风机械厂第三分厂铸造车间"
    refused = desk.json("fill", blank, "--to", tmp_path / "填好.xlsx", "--column", long, code=2)
    assert refused["error"]["code"] == "form_refuses_values"
    assert desk.json("fill", blank, "--to", blank, "--leave-out", code=2)["error"]["code"] == "form_overwritten"
    assert desk.json("fill", blank, "--to", tmp_path / "x.xlsx", "--column", "1=2", code=2)["error"]["code"] in {
        "bad_source", "unknown_field"}
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["空表.xlsx"]
    told = desk("fill", blank, "--to", tmp_path / "x.xlsx", "--dry-run")
    assert "证件号码" in told.out


def test_a_layout_is_taken_in_listed_printed_and_given_out(desk: Commands, tmp_path: Path) -> None:
    from union_desk.papers.overlay import Layout, Spot

    file, pdf, given = (tmp_path / name for name in ("版式.json", "套打.pdf", "给.json"))
    Layout("会员证内页", width=120, height=80, spots=(Spot("name", 10, 10, 40, 8),)).save(file)
    assert desk.json("overlay", "add", file)["name"] == "会员证内页"
    assert [one["name"] for one in desk.json("overlay", "list")] == ["会员证内页"]
    done = desk.json("overlay", "print", "会员证内页", "--to", pdf)
    assert (done["rows"], done["pages"], pdf.read_bytes()[:4]) == (3, 3, b"%PDF")
    assert desk.json("overlay", "print", file, "--blank", "--to", pdf)["pages"] == 1
    desk.json("overlay", "give", "会员证内页", "--to", given)
    assert given.read_text(encoding="utf-8") == file.read_text(encoding="utf-8")
    assert desk.json("overlay", "print", "没有", "--to", pdf, code=2)["error"]["code"] == "overlay_unknown"
    assert desk.json("overlay", "add", tmp_path / "无.json", code=2)["error"]["code"] == "overlay_unreadable"
