"""An election with its ballots and candidates, an application for registration, posts, and the chart of a union."""

from __future__ import annotations

from typing import Any

from tests.papers.samples import LONG_NAME, MINORITY, ORDINARY, RARE
from union_desk.affairs.organisation_figures import Node

Row = dict[str, Any]

ELECTION: Row = {
    "id": "e1", "name": "第六届换届", "body": "01", "state": "approved", "term_no": 6, "term_years": 5,
    "old_term_to": "2026-11-30", "meeting_on": "2026-11-20", "meeting_form": "2", "meeting_place": "三楼会议室",
    "members_total": 328, "representatives": 45, "entitled": 45, "attended": 43, "committee_seats": 7, "audit_seats": 3,
    "presider": "陈静", "scrutineer": "王芳", "request_no": "蓝工〔2026〕8号", "requested_on": "2026-08-20",
    "reply_no": "滨工复〔2026〕21号", "notified_on": "2026-10-20", "report_no": "蓝工〔2026〕15号",
    "reported_on": "2026-11-21", "timing": "1"}
BARE: Row = {"id": "e2", "name": "补选", "body": "09"}
_OFFICES = (("01", 7), ("05", 3), ("03", 1))
_NAMES = ("张伟", "李娜", "王强", "刘洋", "陈静", LONG_NAME, "赵敏", "周杰", "吴刚")
BALLOTS: list[Row] = [
    {"office": office, "seats": seats, "entitled": 45, "attended": 43, "issued": 43, "returned": 43, "valid": 42}
    for office, seats in _OFFICES]
CANDIDATES: list[Row] = [
    {"office": office, "name": name, "position": place, "votes_for": 42 - 3 * place, "votes_against": 3 * place,
     "abstained": 0, "elected": place <= seats}
    for office, seats in _OFFICES for place, name in enumerate(_NAMES[: seats + 2], 1)]
_ELECTION_EXTRA = {"ballots": {"e1": BALLOTS}, "candidates": {"e1": CANDIDATES}}

REGISTRATION: Row = {
    "id": "r1", "kind": "2", "reason": "1", "union_name": "南海市蓝天机械制造有限公司工会委员会",
    "office_address": "南海市滨海区望海路18号蓝天公司办公楼二楼201室", "approver": "南海市滨海区总工会",
    "approval_no": "滨工发〔2008〕12号", "first_elected_on": "2008-05-01", "elected_on": "2026-11-20", "employees": 356,
    "members": 328, "full_time_cadres": 2, "authority": "南海市总工会", "old_code": "81460100MC0000012U",
    "old_certificate": "琼工法证字第0213号", "income_left": 1_850_000, "income_dues": 2_420_000,
    "income_share": 16_800_000, "income_other": 300_000, "income_total": 21_370_000, "fixed_assets": 9_800_000,
    "office_space": 60, "activity_space": 420, "scope": "组织职工开展文体活动；维护职工合法权益；为职工提供服务。",
    "chair": "张伟", "chair_id": "m1", "old_chair": "李国强", "chair_nature": "1", "chair_since": "2026-11-20",
    "handler": "陈静", "handler_number": "460100199003070023", "handler_phone": "0898-66001234"}
LONG_REGISTRATION: Row = {
    **REGISTRATION, "id": "r2", "union_name": "南海市蓝天机械制造有限公司滨海分公司第二生产基地总装车间工会委员会" * 2,
    "scope": "组织职工开展文体活动。" * 90}

POSTS: list[Row] = [
    {"id": f"o{place}", "member_id": person["id"], "post": post, "nature": "2", "committee_id": body,
     "duties": duties, "since": "2026-11-20"}
    for place, (person, post, body, duties) in enumerate((
        (ORDINARY, "01", "k1", "主持全面工作"),
        (MINORITY, "03", "k1", "分管组织、宣传、女职工和劳动保护工作，协助主席处理日常事务"),
        (RARE, "20", "k2", None), (ORDINARY, "60", None, "")))]
_PEOPLE = {str(p["id"]): {"name": p["name"], "sex": p["sex"]} for p in (ORDINARY, MINORITY, RARE)}

CHART = Node("南海市蓝天机械制造有限公司工会委员会", "union", below=[
    Node("第6届工会委员会", "body", ["工会主席 张伟", f"副主席 {LONG_NAME}", "工会委员 周一", "工会委员 周二"]),
    Node("第6届经费审查委员会", "body", ["经审委主任 李娜", "经审委委员 王强"]),
    Node("第6届女职工委员会", "body", ["女工委主任 赵敏"]),
    *(Node(f"{name}分会", "branch", [f"分工会主席 {chair}"], 4, [
        Node(f"{name}{number}班小组", "group", ["周杰"], 12 + number) for number in range(1, groups)])
      for name, chair, groups in (("机修", "王芳", 5), ("总装", "刘洋", 16), ("机关", "陈静", 1)))])

UNION_FACTS: Row = {
    "id": "u1", "union_name": "南海市蓝天机械制造有限公司工会委员会", "union_uscc": "81460100MC0000012U",
    "union_kind": "1", "parent_union": "南海市滨海区总工会", "established_on": "2008-05-01", "has_legal_person": True,
    "legal_cert_no": "琼工法证字第0213号", "legal_rep": "张伟", "phone": "0898-66001234", "has_audit_committee": True,
    "unit_name": "南海市蓝天机械制造有限公司滨海分公司（原国营第三农业机械修造厂）第二生产基地" * 2,
    "office_address": "南海市滨海区望海路18号", "has_staff_congress": True, "has_open_affairs": False}
_COUNTED = {"employees": 356, "members": 340, "female": 120, "migrant": 88, "dispatched": 12, "mutual_aid": 0,
            "branches": 3, "groups": 14, "full_time": 2, "part_time": 21}

MEETING: Row = {
    "id": "g1", "name": "第五届委员会第三次全体会议", "kind": "3", "held_on": "2026-03-02", "place": "三楼会议室",
    "caller": "1", "presider": "张伟", "recorder": "陈静", "entitled": 9, "attended": 8, "absent": "王强（出差）",
    "observers": LONG_NAME,
    "minutes_no": "蓝工纪〔2026〕3号", "agenda": "一、审议年度预算；二、研究运动会方案。",
    "discussion": "会议听取了经费执行情况，委员逐项发表意见。"}
_RESOLUTIONS: list[Row] = [
    {"number": 1, "matter": "02", "decided": "同意本年度经费预算，报经费审查委员会审查。", "votes_for": 8,
     "votes_against": 0, "abstained": 0, "adopted": True},
    {"matter": "07", "decided": "同意职工运动会方案。", "votes_for": 4, "votes_against": 3, "abstained": 1,
     "adopted": False},
    {"number": 3, "matter": "99", "decided": "整理职工书屋。" * 60, "owner": "陈静", "due_on": "2026-04-30"}]

ROWS: dict[str, list[Row]] = {
    **{f"election-{name}": [ELECTION, BARE] for name in ("ballot", "notice", "request", "result")},
    "legal-registration": [REGISTRATION, LONG_REGISTRATION], "committee-duties": POSTS,
    "meeting-minutes": [MEETING, {"id": "g2", "name": "小组会", "kind": "8"}],
    "structure-chart": [{"id": "b1"}], "organisation-sheet": [UNION_FACTS]}
EXTRA: dict[str, dict[str, Any]] = {
    "organisation-sheet": {"figures": _COUNTED, "difference": "上报会员人数340（统计为328）；原因：含劳务派遣"},
    **{f"election-{name}": _ELECTION_EXTRA for name in ("ballot", "notice", "request", "result")},
    "legal-registration": {"chairs": {"r1": ORDINARY, "r2": MINORITY}},
    "committee-duties": {"people": _PEOPLE, "bodies": {"k1": "第6届工会委员会", "k2": "第6届经费审查委员会"}},
    "meeting-minutes": {"resolutions": {"g1": _RESOLUTIONS}}, "structure-chart": {"structure": CHART}}
