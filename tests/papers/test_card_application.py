"""The service card application: numbers, ticks, code, photograph, what is shown in full and what is not printed."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from PIL import Image

from tests.papers.reading import lines, pages, printed, text
from tests.papers.samples import DETAILS, EMPTY, FOREIGN, MINORITY, ORDINARY, UNION
from union_desk.papers.card_application import data
from union_desk.papers.job import Job, PhotoUnreadableError
from union_desk.papers.page import Trace
from union_desk.progress import NONE

FORM = "card-application"
JOB = Job(UNION, DETAILS, Trace(), NONE)


def picture(colour: str, kind: str = "PNG") -> bytes:
    """Return a photograph of one colour, 25 × 35 mm at 300 dpi."""
    target = io.BytesIO()
    Image.new("RGB", (295, 413), colour).save(target, kind)
    return target.getvalue()


def test_numbers_are_union_code_month_and_four_digits_from_the_first() -> None:
    assert JOB.number(0) == "81460100MC0000012U2026110001"
    later = replace(JOB, details=replace(DETAILS, first_number=98, month="2027-01"))
    assert [later.number(position) for position in (0, 1, 2)] == [
        "81460100MC0000012U2027010098",
        "81460100MC0000012U2027010099",
        "81460100MC0000012U2027010100",
    ]


def test_each_member_has_a_page_with_the_own_number() -> None:
    pdf = printed(FORM, [ORDINARY, MINORITY, {**EMPTY, "application_no": "SH-7"}])
    assert pages(pdf) == 3
    assert "编号：81460100MC0000012U2026110002" in text(pdf, 2)
    assert "编号：SH-7" in text(pdf, 3)


def test_sensitive_numbers_stand_in_full_on_the_application() -> None:
    found = text(printed(FORM, [ORDINARY]))
    assert "460100199003070015" in found
    assert "13800001234" in found
    assert "*" not in found


def test_private_matters_that_the_bank_need_not_know_are_not_printed() -> None:
    row = {**ORDINARY, "health_status": "32", "remark": "家庭困难", "dues_base": 653_000, "political_status": "01"}
    found = text(printed(FORM, [row]))
    for private in ("家庭困难", "6530", "心", "中共党员"):
        assert private not in found


def test_an_unlimited_document_is_valid_for_long_and_an_unknown_one_stays_empty() -> None:
    assert data(ORDINARY, JOB)["id_validity"] == "2016-05-01 至 2036-05-01"
    assert data(MINORITY, JOB)["id_validity"] == "2016-05-01 至 长期"
    assert data(EMPTY, JOB)["id_validity"] == ""


def test_the_occupation_is_the_stated_one_else_post_else_job_title() -> None:
    assert data({**ORDINARY, "occupation": "电焊工"}, JOB)["occupation"] == "电焊工"
    assert data(ORDINARY, JOB)["occupation"] == "机修钳工"
    assert data({**ORDINARY, "post": None}, JOB)["occupation"] == "班长"


def test_of_an_existing_card_only_the_tail_is_printed() -> None:
    assert data({**ORDINARY, "existing_card_tail": "6228480000001239921"}, JOB)["existing_card_tail"] == "9921"


@pytest.mark.parametrize(
    ("row", "kind"), [(ORDINARY, "新办"), (MINORITY, "换卡"), ({**EMPTY, "apply_kind": "6"}, "注销")]
)
def test_the_kind_of_application_is_ticked(row: dict[str, object], kind: str) -> None:
    found = lines(printed(FORM, [row]))
    top = next(line for line in found if line.text == kind)
    ticks = [
        line for line in found if line.text == "✓" and line.right <= top.left and abs(line.bottom - top.bottom) < 2
    ]
    assert min(top.left - tick.right for tick in ticks) < 3


def test_consent_is_ticked_only_where_it_was_given() -> None:
    def ticks(row: dict[str, object]) -> int:
        return sum(line.text == "✓" for line in lines(printed(FORM, [row])))

    assert ticks(dict(ORDINARY)) == 3
    assert ticks({**ORDINARY, "own_will": False, "authorised_by_member": None}) == 1
    assert ticks(dict(FOREIGN)) == 2


def test_a_blank_form_has_neither_number_nor_tick() -> None:
    found = text(printed(FORM, []))
    assert "✓" not in found
    assert "编号：8" not in found


def test_the_photograph_fills_its_frame_undistorted() -> None:
    pdf = printed(FORM, [ORDINARY], replace(DETAILS, photos={"m1": picture("red")}))
    image = pdfium.PdfDocument(pdf)[0].render(scale=4, grayscale=False).to_pil().convert("RGB")
    red = [
        (x, y)
        for x in range(0, image.width, 4)
        for y in range(0, image.height, 4)
        if image.getpixel((x, y)) == (255, 0, 0)
    ]
    wide = (max(x for x, _y in red) - min(x for x, _y in red)) / 4 / 72 * 25.4
    high = (max(y for _x, y in red) - min(y for _x, y in red)) / 4 / 72 * 25.4
    assert wide == pytest.approx(25, abs=0.8)
    assert high == pytest.approx(35, abs=0.8)


def test_a_photograph_that_is_no_picture_is_refused_by_name() -> None:
    with pytest.raises(PhotoUnreadableError, match=r"photo_unreadable|张伟") as refused:
        printed(FORM, [ORDINARY], replace(DETAILS, photos={"m1": b"GIF89a broken"}))
    assert "张伟" in str(refused.value)


def test_a_text_too_long_for_its_box_goes_whole_to_an_annex() -> None:
    row = {**ORDINARY, "home_address": "南海市滨海区望海路十八号蓝天小区" * 30}
    pdf = printed(FORM, [row, MINORITY])
    assert pages(pdf) == 3
    assert "办卡申请81460100MC0000012U2026110001附页" in text(pdf, 2)
    assert "南海市滨海区望海路十八号蓝天小区" * 30 in text(pdf, 2)
    assert "第2页共3页" in text(pdf, 2)


def test_a_remark_of_the_application_is_printed() -> None:
    assert "急用" in text(printed(FORM, [{**ORDINARY, "application_remark": "急用"}]))
