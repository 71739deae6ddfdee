"""Marked values for every field of every register, and the search for them in whatever the program wrote.

All marked values of a kind begin alike, so that a file is searched for a handful of beginnings in many encodings.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.any_record import BASE
from tests.samples import id_number
from union_desk import records, registers
from union_desk.schema.identity import luhn
from union_desk.schema.kinds import (
    Address,
    BankAccount,
    CreditCode,
    Date,
    IdNumber,
    Kind,
    LongText,
    Mobile,
    Money,
    PersonName,
    Phone,
    Ref,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

WORD, NUMBER, MOBILE, PHONE, CARD, CREDIT, AMOUNT = (
    "埋藏标记", "46010019310203", "1990007", "0898-8777", "622848777", "91460100MA", "76543")
NEEDLES = (WORD, NUMBER, MOBILE, PHONE, CARD, CREDIT)
_HAN = "天地玄黄宇宙洪荒辰宿列张寒来暑往秋收冬藏"


@dataclass
class Marks:
    """Gives out marked values, no two alike; `given` counts those of each beginning."""

    given: Counter[str] = field(default_factory=Counter)

    def word(self) -> str:
        """Return a marked text or name."""
        serial = self._next(WORD)
        return WORD + "".join(_HAN[serial // 20**place % 20] for place in range(3))

    def value(self, kind: Kind) -> Any:
        """Return a marked value of a kind; None for kinds whose values come from a list."""
        makers: dict[type[Kind] | tuple[type[Kind], ...], Callable[[], Any]] = {
            IdNumber: lambda: id_number(self._next(NUMBER) + 1, "1931-02-03"),
            Mobile: lambda: f"{MOBILE}{self._next(MOBILE):04d}",
            Phone: lambda: f"{PHONE}{self._next(PHONE):03d}",
            BankAccount: self._card,
            CreditCode: lambda: f"{CREDIT}{self._next(CREDIT):08d}",
            Date: lambda: "1931-02-03",
            Money: lambda: int(f"{AMOUNT}{self._next(AMOUNT) % 100:02d}"),
            (Text, LongText, PersonName, Address): self.word,
        }
        return next((make() for of, make in makers.items() if isinstance(kind, of)), None)

    def _card(self) -> str:
        body = f"{CARD}{self._next(CARD):09d}"
        return next(f"{body}{digit}" for digit in range(10) if luhn(f"{body}{digit}"))

    def _next(self, beginning: str) -> int:
        self.given[beginning] += 1
        return self.given[beginning] - 1


def plant(session: Session, marks: Marks) -> dict[str, str]:
    """Save a record of each register with a marked value in every field that takes one; returns their ids."""
    made = {}
    for register in registers.ALL:
        row = {name: value for name, one in register.fields.items() if (value := marks.value(one.kind)) is not None}
        row |= {name: BASE[one.kind.register][0] for name, one in register.fields.items()
                if isinstance(one.kind, Ref) and one.kind.register in BASE}
        made[register.name] = records.insert_many(session, register, [row])[0]
    return made


# ---- searching


def _spellings(text: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        raw = text.encode(encoding)
        yield raw
        for shift in range(3):  # wherever in a longer text it begins: the whole groups of four letters within
            coded = base64.b64encode(bytes(shift) + raw)
            yield coded[4 if shift else 0:len(coded) // 4 * 4 - 4]
    yield "".join(f"\\u{ord(char):04x}" for char in text).encode()  # JSON
    if not text.isascii():
        yield "".join(f"\\x{ord(char):x}" for char in text).encode()  # Qt's settings
        yield "".join(f"%{byte:02X}" for byte in text.encode()).encode()  # an address


_SPELT = {spelt: text for text in NEEDLES for spelt in _spellings(text)}


def found_in(data: bytes) -> set[str]:
    """Return which beginnings of marked values are in some bytes, in the members of an archive, too."""
    found = {text for spelt, text in _SPELT.items() if spelt in data}
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                found |= found_in(name.encode()) | found_in(archive.read(name))
    return found


def leaks(folder: Path, *but: str) -> tuple[dict[str, set[str]], list[str]]:
    """Search every file below a folder but those in the named places; returns what was found, and all files seen."""
    told, seen = {}, []
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        if path.is_dir() or any(place == one or place.startswith(f"{one}/") for one in but):
            continue
        seen.append(place)
        if found := found_in(place.encode()) | found_in(path.read_bytes()):
            told[place] = found
    return told, seen
