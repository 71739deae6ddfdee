"""The registration form: family, work history, and the annex for what the sheet cannot hold."""

from __future__ import annotations

from dataclasses import replace

from tests.papers.reading import lines, pages, printed, text
from tests.papers.samples import DETAILS, FAMILY, ORDINARY

FORM = "registration-form"


def test_the_form_holds_the_person_the_family_and_the_history() -> None:
    found = text(printed(FORM, [ORDINARY]))
    for word in ("张伟", "海南文昌", "中共党员", "6530.00", "LT00012", "配偶", "王芳", "南海市第二人民医院护理部"):
        assert word in found
    assert "2016.03至今机修车间二班班长" in found


def test_another_members_family_is_not_printed() -> None:
    assert "王芳" not in text(printed(FORM, [{**ORDINARY, "id": "m2"}]))


def test_the_history_keeps_its_lines() -> None:
    found = [line for line in lines(printed(FORM, [ORDINARY])) if "20" in line.text and "车间" in line.text]
    assert [line.text[:7] for line in found] == ["2011.07", "2016.03"]
    assert found[0].top < found[1].top


def test_more_relatives_than_rows_go_to_the_annex() -> None:
    family = [{**FAMILY[0], "name": f"亲属{number}"} for number in range(8)]
    pdf = printed(FORM, [ORDINARY], replace(DETAILS, families={"m1": family}))
    assert pages(pdf) == 2
    assert "张伟会员登记表附页" in text(pdf, 2)
    assert "亲属4" in text(pdf, 1)
    assert [name in text(pdf, 2) for name in ("亲属4", "亲属5", "亲属6", "亲属7")] == [False, True, True, True]


def test_a_history_of_any_length_is_printed_whole_over_as_many_pages_as_it_needs() -> None:
    history = "\n".join(
        f"{1960 + year}.01 在第{year}车间工作，担任第{year}班班长，获得先进称号。" for year in range(160)
    )
    pdf = printed(FORM, [{**ORDINARY, "resume": history}])
    assert pages(pdf) >= 3
    annex = "".join(text(pdf, page) for page in range(2, pages(pdf) + 1))
    for line in history.splitlines():
        assert "".join(line.split()) in annex
