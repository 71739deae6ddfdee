"""Each kind of work done in a fresh office by a new user with nothing but the commands that `--help` names."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Commands

# the book that is looked at in the end with how many records it has, and what was typed before
ROWS: dict[str, tuple[str, int, str]] = {
    "organisation": ("meeting_resolutions", 1, """
        add employers 单位名称=南海机械厂 职工人数=120
        add branches 名称=一分会 类型=分工会
        add committees 机构名称=第一届工会委员会 机构类别=工会委员会 届次=1 任期=5 任期起=2023-03-01
        add officers 会员=张三 工会职务=工会主席 任职性质=兼职 所在机构=第一届工会委员会 任职日期=2023-03-01
        add elections 换届名称=第二届换届 选举机构=工会委员会 新一届届次=2
        event elections 第二届换届 请示 document=厂工〔2024〕3号
        add meetings 会议名称=年度会员大会 会议类别=会员大会 召开日期=2024-03-02
            应到人数=2 实到人数=2
        add meeting_resolutions 会议=年度会员大会 事项类别=活动方案 决议内容=同意春游 赞成票=2
        print meeting-minutes --all --to 会议纪要.pdf
        organisation"""),
    "membership": ("departures", 1, """
        add join_batches 建立日期=2024-03-01
        event members 张三 保留会籍 reason=退休
        add departures 会员=李四 离会方式=自愿退会 提出日期=2024-03-01
        event departures 自愿退会 委员会决定 decided_by=工会委员会 decision=会议纪要3号
        print leaving-decision --all --to 退会决定.pdf"""),
    "cards": ("cards", 1, """
        cards apply --member 张三
        cards precheck
        cards figures"""),
    "activities": ("activity_enrolments", 1, """
        add activities 活动名称=春游 活动类别=文体活动 开始日期=2024-04-01 结束日期=2024-04-01 活动地点=海边
            主办单位=厂工会 联系人=陈静 联系电话=0898-66001234 活动内容=徒步
        add activity_budget_lines 活动=春游 项目=午餐 单价=30 预算数量=2
        event activities 春游 提交审批 handled_by=陈静
        event activities 春游 批准 decided_by=周敏
        event activities 春游 开放报名
        activities enrol 春游 张三
        print activity-sign-in --all --to 签到表.pdf"""),
    "dues": ("dues", 2, """
        edit members 张三 会费计缴基数=4826
        edit members 李四 会费计缴基数=3009.99
        dues plan 2024-03
        dues arrears
        print dues-month-sheet --all --month 2024-03 --to 应收表.pdf"""),
    "appeals": ("appeals", 1, """
        add appeals 登记日期=2024-03-01 接待人=陈静 来源渠道=来访 诉求类别=意见建议 诉求主题=食堂宿舍环境 标题=食堂卫生
            反映内容=希望改善食堂卫生 署名方式=匿名
        event appeals 食堂卫生 受理
        appeals due
        print appeal-registration --all --to 登记单.pdf"""),
    "directives": ("directives", 1, """
        add directives 收文日期=2024-03-01 发文单位=滨海区总工会 标题=关于报送年报的通知
            文号=滨工发〔2024〕5号 文种=通知
        event directives 关于报送年报的通知 签收 经手人=陈静
        print directive-slip --all --to 处理笺.pdf"""),
    "hardship": ("hardship_files", 1, """
        add hardship_files 困难职工=张三 申请日期=2024-03-01 所在地区=460100 建档经办人=陈静 主要致困原因=本人大病
        hardship show 张三
        hardship materials 张三
        hardship figures 2024"""),
    "cadres": ("trainees", 1, """
        add trainings 班次名称=工会干部培训班 级别=市级 培训类别=业务培训 培训内容=财务与经审 开始日期=2024-03-01
        add cadres 姓名=张三
        add trainees 培训班次=工会干部培训班 干部=张三
        print training-sign-in --all --to 签到.pdf"""),
    "honours": ("offers", 1, """
        add honours 会员=张三 荣誉种类=五一劳动奖章 级别=市级 年度=2023 荣誉称号=市五一劳动奖章
        add partner_shops 商户名称=望海书店 商户类别=影院文化
        add offers 合作商户=望海书店 优惠内容=九折 优惠方式=折扣 优惠开始日期=2024-01-01"""),
}
PEOPLE = ("add members 姓名=张三 性别=男 证件号码=460100199003070015 入会时间=2020-01-01",
          "add members 姓名=李四 性别=女 证件号码=460100199003070023 入会时间=2020-01-01")


def _typed(text: str) -> list[list[str]]:
    """Return the commands of a row as words; a line that goes on is indented further."""
    joined = text.replace("\n            ", " ")
    return [shlex.split(line) for line in joined.splitlines() if line.strip()]


@pytest.mark.parametrize("row", ROWS)
def test_the_work_is_done_by_the_commands_alone(desk: Commands, row: str) -> None:
    book, count, text = ROWS[row]
    for words in [*map(shlex.split, PEOPLE), *_typed(text)]:
        answer = desk(*words)
        assert answer.code == 0, (words, answer.err)
        assert answer.out.strip()
    assert desk.json("list", book)["total"] == count


def test_a_step_that_is_not_named_lists_what_can_be_done_now(desk: Commands) -> None:
    desk("add", "activities", "活动名称=春游", "活动类别=文体活动", "开始日期=2024-04-01")
    said = desk("event", "activities", "春游").out
    assert "提交审批" in said
    assert "批准" not in said.replace("已批准", "")
    found = desk.json("event", "activities", "春游")
    assert {step["event"] for step in found["steps"]} == {"submit", "cancel"}


def test_what_a_field_takes_is_said_with_the_book_and_where_it_is_refused(desk: Commands) -> None:
    assert "会员代表大会" in desk("registers", "meetings").out
    assert "须填：经办人" in desk("registers", "activities").out
    refused = desk("add", "meetings", "会议名称=甲", "会议类别=大会", "召开日期=2024-03-02")
    assert (refused.code, "可填：会员大会、" in refused.err) == (2, True)


def test_a_book_that_is_not_there_is_answered_with_those_alike(desk: Commands) -> None:
    said = desk.fault("list", "meeting")["message"]
    assert "meetings、meeting_resolutions" in said
    assert len(said) < 200
