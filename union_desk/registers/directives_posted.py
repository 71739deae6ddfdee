"""Papers and tasks that the superior union posted by way of its server (domain reference §8): its rows, not the office's.

The office takes them into its own book of papers, where they are handled; what is done there is reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Ref, Text
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR, Register
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

PAPER_FIELDS = ("issuer", "doc_no", "title", "doc_kind", "urgency", "secrecy", "dated", "summary")
TASK_FIELDS = ("title", "task_kind", "due_at", "what", "quota")


class PostedPaper(Record):
    """One paper as the superior posted it."""

    __tablename__ = "posted_papers"

    issuer: Mapped[str | None] = field(N_("Issued by"), Text(), required=True, search=True, also=("发文单位", "来文单位"))
    doc_no: Mapped[str | None] = field(
        N_("Document number of the paper"), Text(), search=True, also=("文号", "来文字号", "发文字号"))
    title: Mapped[str | None] = field(N_("Headline"), Text(), required=True, search=True, also=("文件标题",))
    doc_kind: Mapped[str | None] = field(
        N_("Class of paper"), Code(list="directive_doc_kind"), required=True, default="08", also=("文种",))
    urgency: Mapped[str | None] = field(
        N_("Urgency"), Code(list="directive_urgency"), required=True, default="3", also=("紧急程度", "缓急"))
    secrecy: Mapped[str | None] = field(
        N_("Secrecy"), Code(list="directive_secrecy"), required=True, default="0", also=("密级",))
    dated: Mapped[str | None] = field(N_("Date on the paper"), Date(), also=("成文日期", "发文日期"))
    summary: Mapped[str | None] = field(N_("What it asks for"), LongText(), also=("内容摘要", "摘要"))


class PostedTask(Record):
    """One thing that a posted paper asks for until a day, such as a return of figures."""

    __tablename__ = "posted_tasks"

    paper_id: Mapped[str | None] = field(N_("Posted paper"), Ref(register="posted_papers"), required=True, index=True)
    title: Mapped[str | None] = field(N_("Headline"), Text(), required=True, search=True, also=("任务名称", "任务"))
    task_kind: Mapped[str | None] = field(
        N_("Kind of task"), Code(list="directive_task_kind"), required=True, also=("任务类别",))
    due_at: Mapped[str | None] = field(N_("Due on"), Date(), required=True, index=True, also=("截止日期", "完成时限"))
    what: Mapped[str | None] = field(N_("What is to be done"), LongText(), also=("任务内容", "要求"))
    quota: Mapped[int | None] = field(N_("Quota"), Integer(), also=("名额",))


class PostedFile(Record):
    """One file that the superior posted with a paper: its facts; the content comes after it, in pieces."""

    __tablename__ = "posted_files"

    paper_id: Mapped[str | None] = field(N_("Posted paper"), Ref(register="posted_papers"), required=True, index=True)
    title: Mapped[str | None] = field(N_("Title"), Text(), required=True, search=True, also=("标题", "材料名称"))
    file_name: Mapped[str | None] = field(N_("File name"), Text(), computed=True)
    media_type: Mapped[str | None] = field(N_("File type"), Text(), computed=True)
    size: Mapped[int | None] = field(N_("Size in bytes"), Integer(), computed=True)
    content: Mapped[str | None] = field(
        N_("Name of the content"), Text(), computed=True, index=True, help=N_("The SHA-256 of what the file holds."))


POSTED_PAPERS = Register(
    name="posted_papers", label=N_("Posted papers"), singular=N_("Posted paper"), model=PostedPaper, title=("title",),
    owner=SUPERIOR, area="directives", columns=("issuer", "doc_no", "title", "urgency", "dated"))
POSTED_TASKS = Register(
    name="posted_tasks", label=N_("Posted tasks"), singular=N_("Posted task"), model=PostedTask, title=("title",),
    parent="paper_id", owner=SUPERIOR, area="directives", columns=("paper_id", "title", "task_kind", "due_at", "quota"),
    sort=("due_at",))
POSTED_FILES = Register(
    name="posted_files", label=N_("Posted files"), singular=N_("Posted file"), model=PostedFile, title=("title",),
    parent="paper_id", owner=SUPERIOR, area="directives", columns=("paper_id", "title", "file_name", "size"), sort=("n",))
REGISTERS: tuple[Register, ...] = (POSTED_PAPERS, POSTED_TASKS, POSTED_FILES)
