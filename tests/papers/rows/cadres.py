"""Cadres, courses and assessments for the papers: ordinary ones, and one whose every text is far too long."""

from __future__ import annotations

from typing import Any

from tests.papers.samples import LONG_NAME
from union_desk.affairs.cadres_handover import BOOKS, DEADLINES, OPEN, POSTS, WORK, Line

Row = dict[str, Any]

CHAIR: Row = {"id": "k1", "name": "张伟", "admin_rank": "13", "speciality": "集体协商", "mobile": "13900001111"}
HIRED: Row = {"id": "k2", "name": LONG_NAME, "sex": "2", "admin_rank": "99", "speciality": "个案服务" * 20}
GONE: Row = {"id": "k3", "name": "李娜"}
_WORDS: dict[str, Row] = {
    "k1": {"sex": "男", "posts": "工会主席、劳动法律监督员", "nature": "专职", "since": "2024-03-15", "years": "12",
           "admin_post": "党委副书记", "bodies": "工会委员会、劳动法律监督委员会", "work": "全面工作、数据管理员"},
    "k2": {"sex": "女", "posts": "社会化工会工作者（个案服务与社区组织方向）" * 2, "nature": "聘用(社会化工会工作者)",
           "since": "2023-01-01", "years": "3", "admin_post": "", "bodies": "",
           "work": "困难帮扶与慰问、信访与诉求" * 3},
    "k3": {"sex": "女", "posts": "", "nature": "", "since": "", "years": "0", "admin_post": "",
           "bodies": "", "work": ""}}

COURSE: Row = {"id": "t1", "course_no": "PX2026-003", "title": "会员实名数据采集与更新培训", "begins_on": "2026-05-12",
               "ends_on": "2026-05-13", "hours": 16, "place": "市工人文化宫二楼培训室"}
LONG_COURSE: Row = {**COURSE, "id": "t2", "title": "基层工会干部履职能力提升与数据使用共享专题培训班" * 4,
                    "ends_on": None, "place": "培训中心" * 15}
_PART: Row = {"hours": 16, "score": 88, "passed": True, "certificate_no": "结字2026113号", **{
    f"course_{name}": value for name, value in {**COURSE, "organiser": "南海市总工会", "topic": "09"}.items()}}
_LONG_PART: Row = {**_PART, "hours": None, "score": None, "passed": None, "course_title": LONG_COURSE["title"],
                   "course_organiser": "南海市总工会干部学校" * 5}

REVIEW: Row = {"id": "p1", "year": 2026, "scheme_id": "s1", "subject": "union",
               "name": "南海市蓝天机械制造有限公司工会委员会", "state": "final",
               "self_total": 9350, "review_total": 9125, "final_total": 9125, "grade": "五星级"}
VETOED: Row = {**REVIEW, "id": "p2", "name": "蓝天机械滨海分公司第二生产基地工会委员会" * 3, "final_total": 8800,
               "vetoed": True, "grade": "未达标", "state": "reviewed"}
_SCHEME: Row = {"name": "基层工会工作考核", "version": 2, "basis": "南工发〔2026〕3号"}


def _line(number: int, **more: Any) -> Row:
    item = {"part": "组织建设" if number < 3 else "服务职工", "item_kind": "basic", "max_score": 1000,
            "standard": "合格率达95%得满分，不足按比例"}
    score = {"item": f"会员实名信息合格率{number}", "self_score": 950, "review_score": 900, "final_score": 900,
             "opinion": "抽查三份记录不完整"}
    return {"item": item | more.get("item", {}), "score": score | more.get("score", {}),
            "figure": more.get("figure", "285/300")}


LINES = [_line(1), _line(2, figure=""), _line(3, item={"item_kind": "bonus", "standard": "每项2分，须附表彰文件" * 12},
                                              score={"item": "市级以上表彰" * 8, "evidence_note": "模范职工之家" * 10}),
         _line(4, item={"item_kind": "veto", "max_score": 0}, score={"item": "重大责任事件", "vetoed": True},
               figure="")]
PACK = [Line(OPEN, "3件诉求未按期答复", "诉求"),
        Line(DEADLINES, "届期届满", "第五届工会委员会 2024-03-15", "", "2027-03-14"),
        Line(WORK, "数据管理员", "具体内容：会员信息采集、更新、报送；资料和物品存放处：工会办公室3号文件柜" * 5,
             "张伟", "2024-04-01"),
        Line(POSTS, "工会主席", "第五届工会委员会，专职", LONG_NAME, "2024-03-15"), Line(BOOKS, "会员", "1268条记录")]

ROWS: dict[str, list[Row]] = {
    "cadre-roster": [GONE, CHAIR, HIRED], "cadre-handover": [CHAIR], "training-record": [CHAIR, HIRED, GONE],
    "training-sign-in": [COURSE, LONG_COURSE], "assessment-sheet": [REVIEW, VETOED],
    "assessment-ranking": [VETOED, REVIEW]}
EXTRA: dict[str, dict[str, Any]] = {
    "cadre-roster": {"cadres": _WORDS}, "cadre-handover": {"pack": PACK, "from": "张伟"},
    "training-record": {"year": "2026", "courses": {"k1": [_PART], "k2": [_PART, _LONG_PART] * 12},
                        "hours": {"k1": (16, 40), "k2": (288, 16)}},
    "training-sign-in": {"trainees": {
        "t1": [{"name": "张伟", "posts": "工会主席、劳动法律监督员", "branch": "机修分会"},
               {"name": LONG_NAME, "posts": "工会委员" * 9, "branch": "第二生产基地装配车间分会" * 3}],
        "t2": [{"name": "李娜", "posts": "", "branch": ""}]}},
    "assessment-sheet": {"assessments": {"p1": {"scheme": _SCHEME, "lines": LINES},
                                         "p2": {"scheme": {"name": "基层工会工作考核办法" * 9}, "lines": LINES * 5}}},
    "assessment-ranking": {"schemes": {"s1": "基层工会工作考核 2"}, "places": {"p1": (1, False), "p2": (2, True)}}}
