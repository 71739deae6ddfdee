"""Papers of appeals and incoming papers: who is named and who is not, what is ticked, long texts in an annex."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.offices import ACTOR
from tests.papers.reading import pages, printed, text
from tests.papers.rows.appeals import APPEAL, CASE, EXTRA, HIDDEN, LONG, PAPER, PROPOSAL, TASK
from tests.papers.samples import DETAILS
from tests.registers.test_appeals import handled
from tests.registers.test_directives import received, task
from union_desk import records, registers
from union_desk.papers import gathering

if TYPE_CHECKING:
    from union_desk.database import Database
    from union_desk.papers.job import Values


def page(form: str, row: Values) -> str:
    """Return the text of a form for one record."""
    return text(printed(form, [row], replace(DETAILS, extra=EXTRA[form])))


def test_the_registration_form_names_whom_signed_openly_and_no_one_else() -> None:
    opened, hidden = page("appeal-registration", APPEAL), page("appeal-registration", HIDDEN)
    assert "张伟" in opened
    assert "13800001234" in opened
    assert "诉求人丙" in hidden
    for secret in ("李保密", "13700007777", "460100199003070015"):
        assert secret not in hidden


@pytest.mark.parametrize("row", [APPEAL, HIDDEN])
def test_the_progress_slip_names_nobody_and_shows_only_what_was_marked_for_it(row: Values) -> None:
    found = page("appeal-progress", row)
    assert "到现场了解情况" in found
    for secret in ("张伟", "李保密", "13800001234", "13700007777", "陈晓岚", "王文昌", "内部研判", "请督促整改"):
        assert secret not in found


@pytest.mark.parametrize("form", ["appeal-assignment", "appeal-reply", "appeal-callback"])
def test_no_paper_that_leaves_the_office_names_a_confidential_appellant(form: str) -> None:
    found = page(form, HIDDEN)
    assert "诉求人丙" in found
    for secret in ("李保密", "13700007777", "460100199003070015"):
        assert secret not in found


def test_a_long_answer_stands_in_full_in_the_annex_of_the_letter() -> None:
    pdf = printed("appeal-reply", [LONG], replace(DETAILS, extra=EXTRA["appeal-reply"]))
    assert text(pdf).count("答复内容很长") >= 120


def test_the_report_on_a_task_has_the_replies_of_its_groups() -> None:
    found = page("directive-report", TASK)
    for word in ("机修车间工会小组：已核对", "南工发〔2026〕31号", "更正17人"):
        assert word in found


def test_what_does_not_fit_stands_in_full_in_an_annex() -> None:
    pdf = printed("appeal-registration", [LONG], replace(DETAILS, extra=EXTRA["appeal-registration"]))
    assert pages(pdf) > 1
    assert text(pdf).count("反映内容很长") > 200
    assert "附页：职工诉求登记单" in text(pdf)


def test_the_proposal_has_its_seconders_and_the_answer() -> None:
    found = page("proposal-form", PROPOSAL)
    for word in ("李娜", "自下月起早晚各增开一班", "后勤复〔2026〕3号"):
        assert word in found
    assert found.count("✓") == 2


def test_the_application_is_ticked_and_in_full_numbers() -> None:
    found = page("rights-application", CASE)
    for word in ("460100199003070015", "35800.00", "4200.00", "工伤待遇"):
        assert word in found
    assert found.count("✓") == 3


def test_the_slip_has_opinions_tasks_and_readers() -> None:
    found = page("directive-slip", PAPER)
    for word in ("南工发〔2026〕31号", "拟由组织委员牵头", "同意，按时保质完成", "核对并报送会员花名册", "周敏",
                 "2026-11-05"):
        assert word in found


def test_a_form_reads_what_hangs_on_its_record(office: Database) -> None:
    with office.write(ACTOR, "x") as s:
        appeal, paper = handled(s), received(s)
        task(s, paper)
        records.save(s, registers.get("appeal_steps"), {
            "appeal_id": appeal, "happened_on": "2025-09-26", "actor": "赵接待", "action": "03", "text": "走访车间"})
        records.save(s, registers.get("directive_readers"), {"directive_id": paper, "person": "韩玉梅"})
        found = gathering.gather(s, "appeal-registration", [appeal])
        slip = gathering.gather(s, "directive-slip", [paper])
    made = text(printed("appeal-registration", found.rows, found.details))
    assert "洪晓明" in made
    assert "走访车间" in made
    assert "韩玉梅" in text(printed("directive-slip", slip.rows, slip.details))
