"""Posts, years, hours, figures, scoring, the life of an assessment, ranking and the pack: as the books tell."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.offices import ACTOR
from tests.samples import member
from union_desk import checking, duties, lifecycle, practice_office, records, registers
from union_desk.affairs import cadres, cadres_handover, cadres_metrics, cadres_people, cadres_schemes, cadres_scoring
from union_desk.affairs import cadres_training as training
from union_desk.affairs.cadres_metrics import Figure
from union_desk.binning import StaysError
from union_desk.errors import InvalidRecordError
from union_desk.lifecycle import TransitionError
from union_desk.schema import codes
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.database import Database

Row = dict[str, Any]
DAY = "2026-06-30"
SCORES, ASSESSMENTS = registers.get("assessment_scores"), registers.get("assessments")


def add(session: Session, register: str, **values: Any) -> str:
    """Save a record; returns its id."""
    return lifecycle.create(session, registers.get(register), values).id


def person(session: Session, serial: int, name: str, **more: Any) -> str:
    """Return a member's cadre record; `post`, `nature`, `since` of one post that is held."""
    who = add(session, "members", **member(serial, name=name))
    add(session, "officers", member_id=who, **{"post": "05", "nature": "2", "since": "2025-01-01"} | more)
    return add(session, "cadres", member_id=who, name=name)


# ---- people


@settings(max_examples=40)
@given(st.lists(st.tuples(st.dates(), st.one_of(st.none(), st.dates())), max_size=6))
def test_years_count_each_day_once_however_many_posts_cover_it(spans: list[tuple[Any, Any]]) -> None:
    told = [(str(b), str(e) if e else "") for b, e in spans if not e or e >= b]
    merged = cadres_people.merged(told, DAY)
    assert all(one[1] < other[0] for one, other in pairwise(merged))
    for begins, ends in told:
        if begins <= DAY:
            assert any(b <= begins and min(ends or DAY, DAY) <= e for b, e in merged)
    assert cadres_people.whole_years(told + told, DAY) == cadres_people.whole_years(told, DAY)


def test_posts_of_members_and_of_outsiders_make_one_person(office: Database) -> None:
    with office.write(ACTOR, "People") as s:
        body = add(s, "committees", name="经审委", kind="03", term_from="2024-01-01")
        one = person(s, 1, "张三", post="01", nature="1", since="2020-06-30")
        member_id = records.get(s, registers.get("cadres"), one)["member_id"]
        add(s, "officers", member_id=member_id, post="72", nature="2", since="2024-01-01")
        add(s, "cadre_services", cadre_id=one, unit="前单位工会", post="05", nature="2", since="2015-06-30",
            until="2020-06-30")
        other = add(s, "cadres", name="何社工", sex="2")
        add(s, "cadre_services", cadre_id=other, unit="本会", post_text="社工", nature="4", since="2025-01-01")
        two = person(s, 2, "李四", post="22", committee_id=body, since="2026-07-01")
        found = {p.id: p for p in cadres_people.people(s, DAY)}
        counted = cadres_people.counts(s, DAY)
    assert (found[one].years, found[one].nature, found[one].since) == (11, "1", "2015-06-30")
    assert found[one].bodies == ("05",)  # a mediator sits there by the post itself
    assert [post.text() for post in found[other].held] == ["社工"]
    assert found[two].held == []  # takes office tomorrow
    assert (counted.full, counted.part, counted.social, counted.social_women) == (1, 0, 1, 1)


def test_a_cadre_whose_name_is_another_than_the_members_is_warned_of(office: Database) -> None:
    with office.write(ACTOR, "People") as s:
        who = add(s, "members", **member(1, name="张三"))
        told = records.save(s, registers.get("cadres"), {"member_id": who, "name": "张山"}).problems
        assert [(p.field, p.suggestion) for p in told] == [("name", "张三")]
        with pytest.raises(InvalidRecordError, match="只"):
            records.save(s, registers.get("cadres"), {"member_id": who, "name": "张三"})


# ---- training


def test_the_norm_of_a_new_cadre_is_told_before_and_after_the_term(office: Database) -> None:
    with office.write(ACTOR, "People") as s:
        fresh, late, old, done = (person(s, n, name, since=since) for n, (name, since) in enumerate(
            (("新", "2026-01-10"), ("晚", "2025-03-01"), ("旧", "2020-01-01"), ("完", "2026-01-10")), 1))
        course = add(s, "trainings", title="岗位培训", kind="1", topic="02", begins_on="2026-02-01", hours=8)
        training.sign_in_list(s, course, ["完"])
        assert training.untrained(s, DAY) == ([fresh], [late])
        found = {d.code: d for d in cadres.duties(s, DAY)}
    assert (found["cadres_new"].count, found["cadres_untrained"].count) == (1, 1)
    assert "12个月" in found["cadres_untrained"].text()
    assert old != done


def test_a_list_stops_at_nothing_and_says_why(office: Database) -> None:
    with office.write(ACTOR, "People") as s:
        for serial, name in ((1, "张三"), (2, "李四"), (3, "王五"), (4, "王五")):
            person(s, serial, name)
        course = add(s, "trainings", title="甲", topic="09", begins_on="2026-05-12", hours=8, pass_mark=60)
        lines = ["张三,8,88", " ", "李四\t4；59", "王五", "赵六", "张三，八", "张三,9"]
        listed = training.sign_in_list(s, course, lines)
        again = training.sign_in_list(s, course, ["张三"])
        rows = training.attendance(s, course)
        hours = training.hours(s, 2026)
    assert listed.present == ["张三", "李四"]
    assert [text for text, _why in listed.refused] == ["王五", "赵六", "张三", "张三"]
    assert "8学时" in listed.refused[-1][1]
    assert again.again == ["张三"]
    assert sorted((row["score"], row["passed"]) for row in rows.values()) == [(59, False), (88, True)]
    assert sorted(hours.values()) == [(4, 1), (8, 1)]


def test_whoever_did_not_come_is_absent_without_hours(office: Database) -> None:
    with office.write(ACTOR, "People") as s:
        one, two = person(s, 1, "张三"), person(s, 2, "李四")
        course = add(s, "trainings", title="甲", topic="09", begins_on="2026-05-12", hours=8)
        assert training.enrol(s, course, [one, two, one]) == 2
        training.sign_in_list(s, course, ["张三"])
        assert (training.close(s, course), training.close(s, course)) == (1, 0)
        rows = training.attendance(s, course)
        assert rows[two]["state"] == "absent"
        with pytest.raises(InvalidRecordError, match="没有学时"):
            records.save(s, registers.get("trainees"), {"hours": 4}, rows[two]["id"])
        with pytest.raises(InvalidRecordError, match="2026-05-12"):
            records.save(s, registers.get("trainees"), {"signed_on": "2026-05-11"}, rows[one]["id"])


def test_hours_are_held_against_the_target_of_the_nature(office: Database) -> None:
    with office.write(ACTOR, "People") as s:
        person(s, 1, "张三", post="01", nature="1")
        person(s, 2, "李四")
        course = add(s, "trainings", title="甲", topic="09", begins_on="2026-05-12", ends_on="2026-05-13", hours=16)
        training.sign_in_list(s, course, ["张三", "李四"])
        add(s, "norms", name="cadres.hours_other", value=20_00, basis="本单位规定")
        found = [(one.person.name, one.hours, one.target, one.left) for one in training.standings(s, 2026, DAY)]
        figures = [cadres_metrics.read(s, name, 2026, DAY) for name in ("training_rate", "training_average")]
    assert found == [("张三", 16, 40, 24), ("李四", 16, 20, 4)]
    assert [(one.part, one.whole, one.text()) for one in figures] == [(0, 2, "0.0% (0/2)"), (32, 2, "16.0 (32/2)")]


# ---- figures


def test_every_figure_has_a_name_and_nothing_to_divide_by_is_a_dash(office: Database) -> None:
    assert set(cadres_metrics.METRICS) == {entry.code for entry in codes.get("assessment_metric")}
    with office.read() as s:
        for name in cadres_metrics.METRICS:
            figure = cadres_metrics.read(s, name, 2026, DAY)
            assert (figure.part, figure.text()) == (0, "0" if figure.whole is None else "—")


def check_figures(session: Session) -> None:
    """Compare each figure with the records behind it."""
    year, today = int(checking.today()[:4]), checking.today()
    for name in cadres_metrics.METRICS:
        figure = cadres_metrics.read(session, name, year, today)
        register = registers.get(figure.register)
        behind = records.count(session, register, figure.behind)
        if name == "dues_rate":
            owed = records.page(session, register, figure.behind, limit=-1)
            assert figure.whole == sum(row["amount_due"] or 0 for row in owed) > 0
        elif figure.lacking is not None and figure.whole is not None:
            assert (figure.whole, figure.part) == (
                behind, behind - records.count(session, register, figure.lacking)), name


def test_covered_staff_count_once_and_contracts_that_ended_do_not(office: Database) -> None:
    with office.write(ACTOR, "Contracts") as s:
        unit = add(s, "employers", unit_name="甲厂", employees=200)
        for number, (begins, ends, covered) in enumerate((
                ("2025-01-01", "2027-12-31", 120), ("2026-01-01", "2028-12-31", 150),
                ("2020-01-01", "2022-12-31", 200))):
            add(s, "collective_contracts", name=f"合同{number}", kind="1", employer_id=unit, covered=covered,
                valid_from=begins, valid_to=ends)
        assert cadres_metrics.read(s, "contract_rate", 2026, DAY).text() == "75.0% (150/200)"


# ---- points


@settings(max_examples=60)
@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 100), st.integers(1, 10_000), st.booleans())
def test_points_grow_with_the_figure_and_never_pass_the_most(
    part: int, whole: int, target: int, most: int, by_share: bool
) -> None:
    item = {"target": target, "max_score": most, "scoring": "share" if by_share else "all"}
    found = cadres_scoring.points_of(item, Figure(min(part, whole), whole, "members"))
    if not whole:
        assert found is None
        return
    assert found is not None
    assert 0 <= found <= most
    reached = min(part, whole) * 100 >= target * whole
    assert not reached or found == most
    assert by_share or found in (0, most)


def test_weights_bonus_cap_deduction_and_veto_make_the_total() -> None:
    def line(kind: str, points: int | None, most: int = 10_000, weight: int | None = None) -> cadres_scoring.Line:
        return cadres_scoring.Line({"item_kind": kind, "max_score": most, "weight": weight}, {"self_score": points})

    bounds = (("优秀", 9500), ("称职", 7500), ("不称职", 0))
    grades = [{"name": name, "from_score": points} for name, points in bounds]
    plain = cadres_schemes.Tree({"bonus_most": 2000}, [], grades)
    lines = [line("basic", 9000), line("bonus", 1500), line("bonus", 1500), line("deduct", 400), line("veto", 0, 0)]
    assert cadres_scoring.total(plain, lines, "self_score") == 9000 + 2000 - 400
    assert cadres_scoring.total(plain, [*lines, line("basic", None)], "self_score") is None
    weighted = [line("basic", 9000, weight=30), line("basic", 8000, weight=50), line("basic", 10_000, weight=20)]
    assert cadres_scoring.total(plain, weighted, "self_score") == 2700 + 4000 + 2000
    assert [cadres_scoring.grade_of(plain, points, vetoed=False) for points in (9500, 9499, 0, None)] == [
        "优秀", "称职", "不称职", ""]
    assert cadres_scoring.grade_of(plain, 9900, vetoed=True) == "不称职"


# ---- the life of an assessment


def begun(session: Session, kind: str = "cadre", **more: Any) -> str:
    """Begin an assessment by the shipped example of a kind; returns its id."""
    cadres_schemes.take_examples(session)
    of_kind = Query(filters=(Filter("kind", "is", (kind,)),))
    scheme = records.page(session, registers.get("assessment_schemes"), of_kind)[0]
    values = {"scheme_id": scheme["id"], "year": 2025, "subject": "union"} | more
    return cadres_scoring.begin(session, values)


def step(session: Session, own: str, event: str, **more: Any) -> None:
    """Take an assessment a step further."""
    lifecycle.apply_event(session, ASSESSMENTS, own, {"event": event, **more})


def score(session: Session, own: str, **values: Any) -> None:
    """Write the same values into every basic line."""
    for line in cadres_scoring.standing(session, own).lines:
        if line.item["item_kind"] == "basic":
            records.save(session, SCORES, values, line.score["id"])


def test_the_yearly_review_walks_from_the_own_score_over_an_appeal_to_the_result(office: Database) -> None:
    with office.write(ACTOR, "Review") as s:
        who = person(s, 1, "张三")
        own = begun(s, subject="cadre", cadre_id=who)
        with pytest.raises(InvalidRecordError, match="未评分"):
            step(s, own, "submit")
        score(s, own, self_score=9600, reason="述职报告")
        with pytest.raises(InvalidRecordError, match="自评中"):
            score(s, own, review_score=9000)
        step(s, own, "submit")
        with pytest.raises(InvalidRecordError, match="已自评"):
            score(s, own, self_score=9900)
        cadres_scoring.review_as_scored(s, own, "林考评")
        with pytest.raises(InvalidRecordError, match="不能决定自己"):
            step(s, own, "review", decided_by="张三")
        step(s, own, "review", decided_by="林考评")
        with pytest.raises(InvalidRecordError, match="申诉理由"):
            step(s, own, "appeal", note="请复核")
        line = cadres_scoring.standing(s, own).lines[0]
        records.save(s, SCORES, {"appeal": "漏计两票"}, line.score["id"])
        step(s, own, "appeal", note="请复核")
        with pytest.raises(TransitionError, match="考核流程"):
            step(s, own, "confirm", decided_by="林考评")
        records.save(s, SCORES, {"final_score": 10_000}, line.score["id"])
        step(s, own, "decide", decided_by="考核小组", note="申诉成立")
        row = records.get(s, ASSESSMENTS, own)
        with pytest.raises(InvalidRecordError, match="已定结果"):
            records.save(s, SCORES, {"final_score": 1}, line.score["id"])
    assert (row["self_total"], row["review_total"], row["final_total"]) == (9600, 9600, 9624)
    assert (row["grade"], row["state"], row["name"]) == ("优秀", "final", "张三")


def test_a_veto_decides_whatever_the_points(office: Database) -> None:
    with office.write(ACTOR, "Review") as s:
        own = begun(s, subject="cadre", cadre_id=person(s, 1, "张三"))
        score(s, own, self_score=10_000)
        step(s, own, "submit")
        cadres_scoring.review_as_scored(s, own, "林考评")
        lines = cadres_scoring.standing(s, own).lines
        with pytest.raises(InvalidRecordError, match="不是一票否决"):
            records.save(s, SCORES, {"vetoed": True}, lines[0].score["id"])
        records.save(s, SCORES, {"vetoed": True, "opinion": "当年受处分"}, lines[-1].score["id"])
        step(s, own, "review", decided_by="林考评")
        step(s, own, "confirm", decided_by="林考评")
        row = records.get(s, ASSESSMENTS, own)
    assert (row["final_total"], row["vetoed"], row["grade"]) == (10_000, True, "不称职")


def test_a_used_scheme_is_frozen_and_a_new_version_is_free(office: Database) -> None:
    with office.write(ACTOR, "Review") as s:
        own = begun(s, "union")
        scheme, items = records.get(s, ASSESSMENTS, own)["scheme_id"], registers.get("assessment_items")
        tree = cadres_schemes.tree(s, scheme)
        assert (tree.full, tree.scheme["example"]) == (10_000, True)
        for register, record, values in (
                ("assessment_schemes", scheme, {"bonus_most": 1}),
                ("assessment_items", tree.items[0]["id"], {"max_score": 1}),
                ("assessment_grades", tree.grades[0]["id"], {"from_score": 1})):
            with pytest.raises(InvalidRecordError, match="新版本"):
                records.save(s, registers.get(register), values, record)
        with pytest.raises(InvalidRecordError, match="新版本"):
            add(s, "assessment_items", scheme_id=scheme, part="甲", item="乙", max_score=100)
        records.save(s, items, {"note": "说明"}, tree.items[0]["id"])  # words change nothing
        copy = cadres_schemes.new_version(s, scheme)
        records.save(s, items, {"max_score": 1}, cadres_schemes.tree(s, copy).items[0]["id"])
        for book, one in ((items, tree.items[0]["id"]), (registers.get("assessment_schemes"), scheme)):
            with pytest.raises(StaysError, match="新版本"):
                records.delete(s, book, [one])
        assert cadres_schemes.take_examples(s) == []


def test_weights_that_make_no_whole_are_refused_at_the_beginning(office: Database) -> None:
    with office.write(ACTOR, "Review") as s:
        scheme = add(s, "assessment_schemes", name="甲", kind="rating")
        with pytest.raises(cadres_schemes.NoItemsError, match="方案编辑器"):
            cadres_schemes.ready(s, scheme)
        for weight in (30, 50):
            add(s, "assessment_items", scheme_id=scheme, part="甲", item=f"乙{weight}", max_score=10_000, weight=weight)
        with pytest.raises(cadres_schemes.WeightsError, match="80%"):
            cadres_schemes.ready(s, scheme)


def test_points_follow_from_the_records_and_are_kept_as_they_were_taken(office: Database) -> None:
    with office.write(ACTOR, "Review") as s:
        person(s, 1, "张三", post="01", nature="1")
        own = begun(s, "union", year=int(checking.today()[:4]))
        assert cadres_scoring.take_figures(s, own) >= 4
        lines = {line.item["metric"]: line for line in cadres_scoring.standing(s, own).lines if line.item["metric"]}
        rate = lines["qualified_rate"]
        assert rate.figure is not None
        assert (rate.score["auto_part"], rate.score["auto_whole"]) == (rate.figure.part, rate.figure.whole) == (1, 1)
        assert (rate.score["auto_score"], rate.points("self_score")) == (1000, 1000)
        assert lines["appeal_time"].score["auto_score"] is None
        assert lines["activity_count"].score["auto_score"] == 0
        assert "活动" in str(lines["activity_count"].item["item"])


def test_ballots_that_abstain_do_not_count_and_the_office_s_own_worth_does(office: Database) -> None:
    with office.write(ACTOR, "Vote") as s:
        own = begun(s, "vote")
        item = cadres_scoring.standing(s, own).lines[0].item
        ballots = {"satisfied": 6, "basically": 3, "unsatisfied": 1, "unrated": 90}
        cadres_scoring.count_ballots(s, own, item["id"], ballots)
        cadres_scoring.take_figures(s, own)
        first = cadres_scoring.standing(s, own).totals["self_total"]
        add(s, "norms", name="cadres.choice_basically", value=100_00, basis="市总评家办法")
        cadres_scoring.take_figures(s, own)
        assert (first, cadres_scoring.standing(s, own).totals["self_total"]) == (7800, 9000)
        assert cadres_scoring.points_of_ballots(s, item, {"abstained": 4}, DAY) is None


# ---- duties, practice, the pack


def test_a_year_of_practice_shows_every_step_and_tells_what_is_due(office: Database) -> None:
    practice_office.fill(office, ACTOR, 60, seed=5, years=1)
    with office.read() as s:
        check_figures(s)
        states = {row["state"] for row in records.page(s, ASSESSMENTS, limit=-1)}
        assert states == {"draft", "self_scored", "appealed", "final"}
        for name in ("cadres", "cadre_services", "cadre_duties", "cadre_certificates", "trainings", "trainees"):
            assert records.count(s, registers.get(name)), name
        found = {duty.code for duty in duties.read(s)}
        assert {"certificates_over", "certificates_soon", "cadre_contracts", "assessments_soon", "assessments_review",
                "assessments_appealed", "courses_open"} <= found
        for duty in cadres.duties(s, checking.today()):
            assert duty.query is not None
            assert records.count(s, registers.get(duty.register), duty.query) == duty.count, duty.code
        pack = cadres_handover.gather(s)
        owner = records.page(s, registers.get("cadre_duties"))[0]["cadre_id"]
        own = cadres_handover.gather(s, cadre_id=owner)
    sections = [line.section for line in pack]
    assert sections == sorted(sections, key=cadres_handover.SECTIONS.index)
    assert {line.section for line in pack} == set(cadres_handover.SECTIONS)
    whose = [line.who for line in own if line.section == cadres_handover.WORK]
    assert len(set(whose)) == 1
    assert len(whose) < sum(line.section == cadres_handover.WORK for line in pack)
    days = [line.when for line in pack if line.section == cadres_handover.DEADLINES]
    assert days == sorted(days)
