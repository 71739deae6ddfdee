"""What is kept about a member, with a book that is sensitive, passings and reports; consents of several purposes."""

from __future__ import annotations

from typing import Any

from tests.papers.samples import ORDINARY
from union_desk.privacy.subject import EXACT, LISTED, Group, Kept, Seen, Sent, Subject

Row = dict[str, Any]

_UNTIL = "5 年：会员转出、退会后（个保法第19条、第47条；工会会员会籍管理办法（2016））"
_CONSENT: Row = {"id": "c1", "member_id": "m1", "kind": "separate", "purpose": "health", "given_on": "2026-03-02",
                 "form": "paper", "text_version": "2026-1", "withdrawn_on": None, "guardian": None}
_MEMBER = Kept("members", "会员", 1, (
    Group(("姓名", "证件号码", "会员编号"), "确认身份、避免重复登记", "工会会员实名制管理", ""),
    Group(("健康状况", "残疾类别"), "按需关怀和帮扶", "个保法第28条、第29条", "health"),
    Group(("性别", "民族", "学历", "政治面貌", "户籍类型"), "会员实名登记与工会统计", "工会法第三条", "")), _UNTIL)
_DUES = Kept("dues", "会费", 24, (Group(("会费计缴基数",), "会费计缴基数", "中国工会章程", "finance"),), _UNTIL)
_HONOURS = Kept("honours", "荣誉表彰", 1, (Group(("荣誉名称", "年度"), "表彰档案", "档案法", ""),),
                "作为工会档案长期保存")
_LOOK = Seen("2026-03-05T09:30:00", "王干事", "查看全文", "查看了 1 条记录的脱敏信息（会员）：办卡", EXACT,
             "证件号码、手机号", "办卡", "")
_LIST = Seen("2026-02-01T10:00:00", "刘洋", "导出", "导出 812 条记录（会员）", LISTED, "姓名、性别", "", "花名册.xlsx")
SUBJECT = Subject(
    "m1", "张伟", (_MEMBER, _DUES, _HONOURS), (_LOOK, _LIST), "南海市滨海区总工会",
    (Sent("members", "会员", 1, "2026-03-01T00:00:00", "2026-03-01T08:00:00"),
     Sent("cards", "会员服务卡", 1, "2026-03-01T00:00:00", "")),
    (_CONSENT, _CONSENT | {"kind": "notice", "purpose": "register"},
     _CONSENT | {"purpose": "finance", "withdrawn_on": "2026-05-06"}))
_CHILD = _CONSENT | {"id": "c2", "kind": "guardian", "purpose": "minor", "guardian": "王秀兰"}
ROWS = {"personal-data": [ORDINARY],
        "consent-form": [_CONSENT, _CHILD]}
EXTRA = {"personal-data": {"subjects": {"m1": SUBJECT}}, "consent-form": {"names": {"m1": "张伟"}}}
