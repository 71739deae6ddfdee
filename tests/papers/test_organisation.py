"""Papers of the organisation: nobody is left off chart or ballot, letters say the facts, what is cut is annexed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.papers.reading import lines, pages, printed, text
from tests.papers.rows import details_of
from tests.papers.rows.organisation import BALLOTS, BARE, CANDIDATES, CHART, ELECTION, LONG_REGISTRATION, REGISTRATION

if TYPE_CHECKING:
    from union_desk.affairs.organisation_figures import Node


def of(form: str, *rows: dict[str, object]) -> bytes:
    return printed(form, rows, details_of(form))


def test_each_office_has_a_ballot_paper_with_its_candidates_and_room_for_others() -> None:
    pdf = of("election-ballot", ELECTION)
    assert pages(pdf) == len(BALLOTS)
    for page, ballot in enumerate(BALLOTS, 1):
        words = text(pdf, page)
        mine = [one for one in CANDIDATES if one["office"] == ballot["office"]]
        assert all("".join(str(one["name"]).split()) in words for one in mine)
        assert f"应选名额：{ballot['seats']}名" in words
        assert words.count("另选") == 5  # three empty lines, and twice in the rule that names them
    assert "候选人0名" not in text(of("election-ballot", BARE))


def test_a_ballot_of_many_candidates_goes_on_over_the_page() -> None:
    many = [{"office": "01", "name": f"候选{n}号", "position": n} for n in range(1, 41)]
    details = details_of("election-ballot")
    extra = {"ballots": {"e1": BALLOTS[:1]}, "candidates": {"e1": many}}
    pdf = printed("election-ballot", [ELECTION], replace(details, extra=extra))
    assert pages(pdf) == 4
    assert all(f"候选{n}号" in text(pdf) for n in range(1, 41))


def test_the_result_reports_every_vote_and_the_papers() -> None:
    words = text(of("election-result", ELECTION))
    for one in CANDIDATES:
        assert "".join(str(one["name"]).split()) in words
    assert "应到45人，实到43人" in words
    assert "收回选票43" in words
    assert "滨工复〔2026〕21号" in words


def test_the_request_names_terms_seats_and_candidates() -> None:
    words = text(of("election-request", ELECTION))
    for part in ("南海市滨海区总工会：", "本届任期于2026-11-30届满", "拟选举产生第6届工会委员会",
                 "工会主席：张伟、李娜、王强"):
        assert part in words


def test_the_chart_leaves_nobody_out() -> None:
    words = text(of("structure-chart", {"id": "b1"}))

    def names(node: Node) -> list[str]:
        return [node.name, *(name for below in node.below for name in names(below))]

    assert [name for name in names(CHART) if name not in words] == []
    assert "总装分会（续）" in words


def test_what_does_not_fit_on_the_registration_form_stands_in_full_on_an_annex() -> None:
    assert pages(of("legal-registration", REGISTRATION)) == 2
    pdf = of("legal-registration", LONG_REGISTRATION)
    assert pages(pdf) == 3
    assert str(LONG_REGISTRATION["scope"]) in text(pdf, 3)


def test_money_on_the_registration_form_is_in_yuan() -> None:
    found = [line.text for line in lines(of("legal-registration", REGISTRATION)) if line.page == 1]
    assert "213700.00" in found
