"""An appeal of each kind of signature, a proposal, a legal aid case and a paper from above, short and far too long."""

from __future__ import annotations

from typing import Any

from tests.papers.samples import LONG_NAME

Row = dict[str, Any]

APPEAL: Row = {
    "id": "a1", "case_no": "SQ2026-0012", "received_on": "2026-11-03", "source": "1", "receiver": "陈晓岚",
    "appellant_kind": "real", "people_count": 3, "is_collective": False, "appeal_type": "2",
    "topic": "02", "urgency": "2", "respondent_unit": "人力资源部", "title": "夜班加班费计发偏低",
    "content": "本班组上季度夜班加班费按平日标准计发，请工会协助核实并补发差额。", "wish": "补发差额，并公开计发办法。",
    "accepted_on": "2026-11-04", "due_on": "2026-11-25", "handler_dept": "人力资源部", "handler": "王文昌",
    "appeal_state": "called_back", "reply": "按规定补发差额，下月工资一并发放。", "replied_on": "2026-11-18",
    "reply_mode": "2", "satisfaction": "1", "result": "1"}
HIDDEN: Row = {**APPEAL, "id": "a2", "case_no": "SQ2026-0013", "appellant_kind": "confidential"}
BLANK_NAME: Row = {"id": "a3", "appellant_kind": "anonymous", "title": "食堂卫生", "appeal_state": "registered"}
LONG: Row = {**APPEAL, "id": "a4", "content": "反映内容很长。" * 200, "wish": "希望早日解决。" * 40,
             "title": "标题" * 40, "reply": "答复内容很长。" * 120}
PEOPLE: dict[str, list[Row]] = {
    "a1": [{"alias": "诉求人甲", "name": "张伟", "mobile": "13800001234"},
           {"alias": "诉求人乙", "name": LONG_NAME, "mobile": "13900005678"}],
    "a2": [{"alias": "诉求人丙", "name": "李保密", "mobile": "13700007777", "identity_no": "460100199003070015"}]}
_TOLD = {"day": "2026-11-05", "author": "陈晓岚", "from_above": False, "what": "走访调查",
         "text": "到现场了解情况。", "told": True}
_KEPT = {**_TOLD, "day": "2026-11-06", "what": "专家（律师）意见", "text": "内部研判意见，不对外。", "told": False}
_ABOVE = {"day": "2026-11-10", "author": "南海市总工会", "from_above": True, "what": "上级答复意见",
          "text": "请督促整改。", "told": False}
THREADS: dict[str, list[Row]] = {"a1": [_TOLD, _KEPT, _ABOVE], "a2": [_TOLD, _KEPT], "a4": [_TOLD, _KEPT, _ABOVE] * 12}
_APPEALS = {"people": PEOPLE, "threads": THREADS}

PROPOSAL: Row = {
    "id": "p1", "proposal_no": "TA2026-004", "submitted_on": "2026-02-10", "title": "关于增开厂区通勤班车的提案",
    "category": "5", "congress": "第三届第二次职工代表大会", "delegation": "第一代表团", "proposer_id": "m1",
    "reason": "新园区距地铁站四公里，早晚班职工通勤不便。", "suggestion": "早晚高峰增开两班班车，夜班结束后加开一班。",
    "proposal_state": "evaluated", "opinion": "同意立案，交后勤保障部办理。", "handler_dept": "后勤保障部",
    "due_on": "2026-04-10", "reply": "自下月起早晚各增开一班。", "reply_document": "后勤复〔2026〕3号",
    "replied_on": "2026-03-20", "satisfaction": "2", "comment": "基本满意，望夜班车尽快开通。"}
LONG_PROPOSAL: Row = {**PROPOSAL, "id": "p2", "reason": "理由很长。" * 150, "suggestion": "措施很多。" * 150,
                      "opinion": "意见很长。" * 90, "proposal_state": "returned"}
CASE: Row = {
    "id": "c1", "case_no": "FY2026-002", "applied_on": "2026-05-06", "respondent_unit": "南海蓝图机械有限公司",
    "claim": 3_580_000, "known_on": "2026-03-01", "lawyer": "许明律师", "person_class": "1", "cause": "3",
    "case_kind": "1", "aid_form": "4", "opinion": "符合援助条件，同意援助。"}
APPLICANT: Row = {
    "name": "张伟", "sex": "1", "identity_no": "460100199003070015", "occupation": "焊工",
    "household_place": "海南省文昌市", "employer_name": "南海蓝图机械有限公司",
    "address": "海南省海口市龙华区和风路17号18栋", "mobile": "13800001234",
    "agent": "王芳", "monthly_income": 420_000, "family_income": 780_000, "hardship_proof": "街道证明",
    "facts": "在岗受伤，一次性伤残补助金未足额支付。", "evidence": "工伤认定决定书；劳动能力鉴定结论。"}
LONG_CASE: Row = {**CASE, "id": "c2", "opinion": "审查意见很长。" * 60}

PAPER: Row = {
    "id": "d1", "recv_no": "SW2026-0031", "recv_date": "2026-11-02", "issuer": "南海市总工会",
    "doc_no": "南工发〔2026〕31号", "title": "关于报送会员实名制数据的通知",
    "doc_kind": "08", "urgency": "2", "secrecy": "0", "received_via": "1",
    "summary": "核对会员信息，报送合格率和花名册。", "signed_by": "陈晓岚", "signed_at": "2026-11-03",
    "draft_opinion": "拟由组织委员牵头，各小组核对后汇总上报。", "drafted_by": "陈晓岚",
    "chair_instruction": "同意，按时保质完成。", "instructed_by": "郑国平", "handler": "王文昌",
    "outcome": "已核对全部会员信息并上报花名册。", "archive_term": "2", "archive_no": "GD031"}
LONG_PAPER: Row = {**PAPER, "id": "d2", "title": "关于进一步做好" * 12 + "工作的通知", "summary": "摘要很长。" * 80,
                   "chair_instruction": "批示很长。" * 90}
READERS: list[Row] = [{"person": name, "read_at": "2026-11-05"}
                      for name in ("郑国平", "韩玉梅", "王文昌", "吴海燕", "周敏")]
TASKS: list[Row] = [{"title": "核对并报送会员花名册", "owner": "王文昌", "due_at": "2026-11-25"}]

TASK: Row = {
    "id": "k1", "directive_id": "d1", "title": "核对并报送会员花名册", "task_kind": "2", "due_at": "2026-11-25",
    "what": "逐人核对，报送盖章扫描件和电子表。", "owner": "王文昌", "co_owners": "各分会主席", "quota": 2,
    "quota_used": 1, "done_on": "2026-11-24", "outcome": "已核对328人，更正17人。", "evidence": "花名册；统计快照"}
LONG_TASK: Row = {**TASK, "id": "k2", "title": "关于进一步核对" * 10, "what": "要求很多。" * 60,
                  "outcome": "做了很多。" * 90}
_TASKS = {
    "papers": {"d1": PAPER}, "branches": {"b1": "机修车间工会小组", "b2": "总装车间工会小组"},
    "task_groups": {"k1": [{"branch_id": "b1", "reply": "已核对，无误。"}, {"branch_id": "b2"}]},
    "deliverables": {"k1": [{"name": "花名册", "due_at": "2026-11-25", "deliverable_state": None}],
                     "k2": [{"name": "花名册"}] * 12}}
_OF_APPEALS = ("assignment", "reply", "callback")
_OF_TASKS = ("tasks", "reminder", "report")
_MEDIATED = ("rights-mediation-application", "rights-mediation-agreement")
ROWS: dict[str, list[Row]] = {
    **{f"appeal-{name}": [APPEAL, HIDDEN, BLANK_NAME, LONG] for name in _OF_APPEALS},
    **{f"directive-{name}": [TASK, LONG_TASK] for name in _OF_TASKS},
    **{name: [CASE, LONG_CASE] for name in _MEDIATED},
    "appeal-registration": [APPEAL, HIDDEN, BLANK_NAME, LONG], "appeal-progress": [APPEAL, HIDDEN, BLANK_NAME, LONG],
    "proposal-form": [PROPOSAL, LONG_PROPOSAL], "rights-application": [CASE, LONG_CASE],
    "directive-slip": [PAPER, LONG_PAPER]}
_APPLICANTS = {"people": {"c1": [APPLICANT], "c2": [
    {**APPLICANT, "facts": "案情很长。" * 200, "name": LONG_NAME, "evidence": "证据。" * 150}, APPLICANT]}}
EXTRA: dict[str, dict[str, Any]] = {
    **{f"appeal-{name}": _APPEALS for name in _OF_APPEALS}, **{f"directive-{name}": _TASKS for name in _OF_TASKS},
    **dict.fromkeys(_MEDIATED, _APPLICANTS),
    "appeal-registration": _APPEALS, "appeal-progress": _APPEALS,
    "proposal-form": {"names": {"m1": "张伟", "m2": "李娜", "m3": LONG_NAME},
                      "seconders": {"p1": [{"member_id": "m2"}, {"member_id": "m3"}]}},
    "rights-application": _APPLICANTS,
    "directive-slip": {"directive_readers": {"d1": READERS}, "directive_tasks": {"d1": TASKS, "d2": TASKS * 9}}}
