"""The forms as they should come out: text and place in millimetres, kept in `tests/golden/papers`.

`python -m tests.papers.golden` prints them anew; look at the forms and at the difference before committing.
"""

from __future__ import annotations

from pathlib import Path

from tests.papers.reading import lines, printed
from tests.papers.rows import details_of, rows_of
from union_desk import papers

FOLDER = Path(__file__).resolve().parent.parent / "golden" / "papers"


def described(form: str) -> str:
    """Return a form printed for its samples as lines 'page left top right bottom text', whole millimetres."""
    return "".join(
        f"{line.page} {line.left:.0f} {line.top:.0f} {line.right:.0f} {line.bottom:.0f} {line.text}\n"
        for line in lines(printed(form, rows_of(form), details_of(form)))
    )


def file(form: str) -> Path:
    """Return the golden file of a form."""
    return FOLDER / f"{form}.txt"


if __name__ == "__main__":
    for name in papers.ALL:
        file(name).write_text(described(name), encoding="utf-8")
