"""Every form: as it was looked at, nothing overlapping or cut off, blank and in English too."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import pytest

from tests.papers import golden
from tests.papers.reading import SHARED, Line, lines, overlaps, pages, printed, text
from tests.papers.rows import ROWS, details_of, rows_of
from tests.papers.samples import DETAILS, EVERYBODY, LONG_NAME, ORDINARY, UNION, UNKNOWN
from union_desk import papers
from union_desk.papers.job import Details
from union_desk.papers.sheet import THIN, Sheet
from union_desk.progress import Cancelled, Progress
from union_desk.words import speaking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from union_desk.papers.job import Values
    from union_desk.progress import State

FORMS = list(papers.ALL)
OF_PEOPLE = [form for form in FORMS if form not in ROWS]  # whose rows are members
LANGUAGES = ("zh_CN", "en")


def overlong() -> Values:
    """Return a member every free text of whom is far too long for its box."""
    long = {name: value * 12 for name, value in ORDINARY.items() if isinstance(value, str) and len(value) > 2}
    return {**ORDINARY, **long, "id": "m9", "id_number": "460100199003070015", "name": "长" * 100}


@pytest.mark.parametrize("form", FORMS)
def test_the_form_comes_out_as_it_was_looked_at(form: str) -> None:
    assert golden.described(form).splitlines() == golden.file(form).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_nothing_overlaps_and_nothing_leaves_the_page(form: str, language: str) -> None:
    with speaking(language):
        found = lines(printed(form, rows_of(form), details_of(form)))
    high, wide = (210, 297) if papers.ALL[form].landscape else (297, 210)
    outside = [
        line for line in found if line.left < 15 or line.right > wide - 15 or line.top < 8 or line.bottom > high - 7
    ]
    assert outside == []
    assert overlaps(found) == []


class _Ruled(Sheet):
    """Remembers every rule and box edge, by page; those of the frame under page 0, its pages in `framed`."""

    edges: ClassVar[list[tuple[int, float, float, float, float]]] = []
    framed: ClassVar[set[int]] = set()
    framing: ClassVar[bool] = False

    def stamp(self, name: str) -> None:
        if name == "frame":
            self.framed.add(self.number)
        super().stamp(name)

    def rules(self, segments: Iterable[tuple[float, float, float, float]], weight: float = THIN) -> None:
        segments = list(segments)
        page = 0 if self.framing else self.number
        self.edges.extend((page, *segment) for segment in segments)
        super().rules(segments, weight)

    def box(self, x: float, y: float, width: float, height: float, weight: float = THIN) -> None:
        page, right, low = 0 if self.framing else self.number, x + width, y + height
        sides = ((x, y, right, y), (x, low, right, low), (x, y, x, low), (right, y, right, low))
        self.edges.extend((page, *side) for side in sides)
        super().box(x, y, width, height, weight)

    @contextmanager
    def form(self, name: str) -> Iterator[None]:
        type(self).framing = True
        with super().form(name):
            yield
        type(self).framing = False


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_no_text_crosses_a_rule(form: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "Sheet", _Ruled)
    monkeypatch.setattr(_Ruled, "edges", [])
    monkeypatch.setattr(_Ruled, "framed", set())
    with speaking(language):
        found = lines(printed(form, rows_of(form) if form in ROWS else [*EVERYBODY, overlong()], details_of(form)))
    assert _Ruled.edges
    assert [
        (line.text, edge)
        for line in found
        for edge in _Ruled.edges
        if line.text != "✓" and _is_on(edge[0], line.page) and _crosses(edge[1:], line)
    ] == []


def _is_on(page: int, printed_page: int) -> bool:
    return page == printed_page if page else printed_page in _Ruled.framed


def _crosses(edge: tuple[float, ...], line: Line) -> bool:
    x1, y1, x2, y2 = edge
    return (
        max(x1, line.left) + SHARED < min(x2, line.right) + (x1 == x2) * 2 * SHARED
        and max(y1, line.top) + SHARED < min(y2, line.bottom) + (y1 == y2) * 2 * SHARED
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_a_blank_form_is_one_page_with_its_frame(form: str, language: str) -> None:
    with speaking(language):
        pdf = printed(form, [], Details(reproducible=True))
    assert pages(pdf) == 1
    found = lines(pdf)
    assert overlaps(found) == []
    assert any(line.text for line in found)
    assert "张伟" not in text(pdf)


@pytest.mark.parametrize("form", OF_PEOPLE)
def test_texts_of_any_length_stay_in_their_boxes(form: str) -> None:
    assert overlaps(lines(printed(form, [overlong(), ORDINARY]))) == []


@pytest.mark.parametrize("form", [form for form in OF_PEOPLE if form != "card-batch-cover"])
def test_every_name_is_printed_in_full_and_extracted_as_typed(form: str) -> None:
    everything = text(printed(form, EVERYBODY))
    for member in EVERYBODY:
        name = LONG_NAME if member["name"] == LONG_NAME else "".join(str(member["name"]).split())
        if member is UNKNOWN:
            name = "王〓〓"
        assert name in everything


def test_the_receipt_says_what_was_printed_and_what_must_be_written_by_hand(tmp_path: Path) -> None:
    target = tmp_path / "表.pdf"
    done = papers.print_form("card-application", [ORDINARY, UNKNOWN], UNION, target, "刘洋", details=DETAILS)
    assert (done.form, done.rows, done.pages, done.serial) == ("card-application", 2, 2, DETAILS.serial)
    assert done.missing == ("\ue001", "\U0002ebf1")
    pdf = target.read_bytes()
    assert "U+E001,U+2EBF1" in text(pdf, 2)
    assert "U+" not in text(pdf, 1)
    assert "打印：刘洋2026-11-2009:30编号：20261120093000-A1B2C3" in text(pdf, 1)


def test_serials_differ_from_print_to_print() -> None:
    serials = {papers.print_form("member-roster", [], UNION, io.BytesIO()).serial for _ in range(5)}
    assert len(serials) == 5


class _Impatient(Progress):
    """Cancels at the second member."""

    def __init__(self) -> None:
        self.seen: list[State] = []
        super().__init__(self.seen.append)

    def step(self, count: int = 1) -> None:
        super().step(count)
        self.cancel()


@pytest.mark.parametrize("form", [form for form in OF_PEOPLE if form != "card-batch-cover"])
def test_a_cancelled_print_leaves_no_file_and_the_old_one_untouched(form: str, tmp_path: Path) -> None:
    target = tmp_path / "表.pdf"
    target.write_bytes(b"old")
    progress = _Impatient()
    with pytest.raises(Cancelled):
        papers.print_form(form, EVERYBODY, UNION, target, "刘洋", progress)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
    assert progress.seen[0].total == len(EVERYBODY)


def test_an_unknown_form_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        papers.print_form("no-such-form", [], UNION, tmp_path / "表.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_union_without_code_or_name_can_still_print() -> None:
    target = io.BytesIO()
    papers.print_form("card-application", [ORDINARY], {}, target, details=replace(DETAILS, groups={}))
    assert "编号：2026110001" in text(target.getvalue())
