"""What a printing job knows besides its rows, and how a member's values become words on paper."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from union_desk import registers
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    from reportlab.lib.utils import ImageReader
    from sqlalchemy.orm import Session

    from union_desk.papers.page import Trace
    from union_desk.papers.sheet import Sheet
    from union_desk.progress import Progress
    from union_desk.schema.kinds import Scalar

Values = Mapping[str, object]


class PhotoUnreadableError(UserError):
    """A member's photograph is not an image that can be printed."""

    code = "photo_unreadable"
    message = N_("The photograph of {name} cannot be read. Replace it by a JPEG or PNG file, or print without it.")


@dataclass(frozen=True, slots=True)
class Details:
    """What is asked for besides the rows; everything may be left out.

    day: ISO date on the form (none leaves it to be written in). month: 'yyyy-mm' of the application numbers and the
    batch. first_number: where the numbering begins. groups: branch id to name, in the order of the tree. photos:
    member id to JPEG or PNG bytes. families: member id to rows of `family_members`. spare_rows: empty rows at the end
    of a roster. unmasked: rosters show sensitive numbers in full. reproducible: no time, no serial, no random id.
    extra: what the form's own `gather` read besides the rows.
    """

    day: str = ""
    month: str = ""
    first_number: int = 1
    batch_no: str = ""
    bank_name: str = ""
    bank_branch: str = ""
    submitted_at: str = ""
    submitted_by: str = ""
    medium: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[str, bytes] = field(default_factory=dict)
    families: Mapping[str, Sequence[Values]] = field(default_factory=dict)
    spare_rows: int = 0
    unmasked: bool = False
    printed_at: str = ""
    serial: str = ""
    reproducible: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """One print: the union, who prints, what else was asked for, and where progress is told."""

    union: Values
    details: Details
    trace: Trace
    progress: Progress

    @property
    def unit(self) -> str:
        """Return the union's full name."""
        return str(self.union.get("union_name") or "")

    @property
    def union_code(self) -> str:
        """Return the code that begins the union's card numbers: the superior's, else its credit code."""
        return str(self.union.get("union_code") or self.union.get("union_uscc") or "")

    @property
    def extra(self) -> Mapping[str, Any]:
        """Return what the form's own `gather` read."""
        return self.details.extra

    @property
    def month(self) -> str:
        """Return the month of the batch, 'yyyy-mm'."""
        return self.details.month or dt.datetime.now(tz=dt.UTC).astimezone().strftime("%Y-%m")

    def number(self, position: int) -> str:
        """Return the application number of the row at that position (0, 1, …): union code + yyyymm + four digits."""
        return f"{self.union_code}{self.month.replace('-', '')}{self.details.first_number + position:04d}"

    def group(self, row: Values) -> str:
        """Return the member's branch or group by name."""
        return self.details.groups.get(str(row.get("branch_id")), "")

    def photo(self, row: Values) -> ImageReader | None:
        """Return the member's photograph, opened; refuses one that cannot be printed."""
        raw = self.details.photos.get(str(row.get("id")))
        return open_photo(raw, str(row.get("name") or "")) if raw else None


@dataclass(frozen=True, slots=True)
class Form:
    """A printed form: what it is called, whose records it prints, how they are drawn, whether it lies on its side.

    size: another paper than A4, width and height in millimetres.
    """

    id: str
    label: str
    draw: Callable[[Sheet, Job, Sequence[Values]], None]
    landscape: bool = False
    register: str = "members"  # whose records are its rows
    gather: Callable[[Session, Sequence[Values]], Mapping[str, Any]] | None = None  # what it needs besides: `job.extra`
    size: tuple[float, float] | None = None


def open_photo(raw: bytes, name: str) -> ImageReader:
    """Return an image for `Sheet.picture`."""
    from PIL import Image, UnidentifiedImageError
    from reportlab.lib.utils import ImageReader

    try:
        with Image.open(io.BytesIO(raw)) as image:  # colours of the printing press have no meaning in our PDFs
            return ImageReader(image.convert("RGB") if image.mode == "CMYK" else io.BytesIO(raw))
    except (UnidentifiedImageError, OSError) as fault:
        raise PhotoUnreadableError(name=name) from fault


def label(name: str, register: str = "members") -> str:
    """Return a field's label in the current language."""
    return _(registers.get(register).fields[name].label)


def shown(row: Values, name: str, register: str = "members") -> str:
    """Return a member's value in words, in full."""
    value = row.get(name)
    if value is None or value == "":
        return ""
    return registers.get(register).fields[name].kind.show(cast("Scalar", value))


def masked(row: Values, name: str) -> str:
    """Return a member's value with its private part hidden."""
    value = row.get(name)
    if value is None or value == "":
        return ""
    return registers.get("members").fields[name].kind.mask(cast("Scalar", value))


def unit_of(row: Values) -> str:
    """Return department, workshop and team as one text."""
    return "/".join(str(row[name]) for name in ("department", "workshop", "team") if row.get(name))


def group_names(branches: Sequence[Values]) -> dict[str, str]:
    """Return for `Details.groups` the name of each branch or group with those above it, in the order of the tree."""
    below: dict[str, list[Values]] = {}
    known = {str(branch["id"]) for branch in branches}
    for branch in sorted(
        branches, key=lambda row: (row.get("position") is None, row.get("position") or 0, str(row["name"]))
    ):
        parent = str(branch.get("parent_id") or "")
        below.setdefault(parent if parent in known else "", []).append(branch)
    names: dict[str, str] = {}

    def walk(parent: str, path: tuple[str, ...]) -> None:
        for branch in below.get(parent, ()):
            own = (*path, str(branch["name"]))
            names[str(branch["id"])] = "/".join(own)
            walk(str(branch["id"]), own)

    walk("", ())
    return names


def by_group(job: Job, rows: Sequence[Values]) -> list[tuple[str, list[Values]]]:
    """Sort members by branch or group in the order of the tree, then department, workshop, team and name.

    Returns (heading, members) pairs; who belongs to no group is headed by the department, who has none comes last.
    """
    order = {branch: number for number, branch in enumerate(job.details.groups)}

    def place(row: Values) -> tuple[object, ...]:
        parts = tuple((not row.get(name), str(row.get(name) or "")) for name in ("department", "workshop", "team"))
        return (
            order.get(str(row.get("branch_id")), len(order)),
            *parts,
            str(row.get("name_pinyin") or row.get("name") or ""),
        )

    grouped: dict[str, list[Values]] = {}
    for row in sorted(rows, key=place):
        grouped.setdefault(job.group(row) or unit_of(row), []).append(row)
    return list(grouped.items())
