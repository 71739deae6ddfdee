"""How private values are shown to eyes that need not read them whole (domain reference §13, line "Masks").

Every function takes and returns text; empty text stays empty. A mask never shows more than its rule even when the
value is malformed, so a wrongly typed number is hidden rather than shown.
"""

from __future__ import annotations

import re

from union_desk.schema.surnames import COMPOUND

_NO_TEXT = ""
_LONG_ID = 15
_SHORT_TAIL = 4
_LANDLINE = re.compile(r"^(\d{3,4}-)?(\d{7,8})((?:-|转|,)\d{1,6})?$")
_HOUSE = re.compile(r"[0-9０-９]|[一二三四五六七八九十百]+(?=[号栋幢座楼单室组弄])|[A-Za-z](?=[座栋幢区])")
_STREET = re.compile(r"^.*(?:大道|大街|胡同|街道|苏木|[路街巷道弄里镇乡])")
_DISTRICT = re.compile(r"^.*[省市区县旗州盟村]")


def id_number(value: str) -> str:
    """Mask an identity number for the screen: 6 + stars + 4 from 15 characters on, else 2 + stars + 2."""
    return _middle(value, 6, 4) if len(value) >= _LONG_ID else _middle(value, 2, 2)


def id_number_for_poster(value: str) -> str:
    """Mask an identity number for a public notice: 3 + stars + 4 from 15 characters on, else 2 + stars + 2."""
    return _middle(value, 3, 4) if len(value) >= _LONG_ID else _middle(value, 2, 2)


def passport(value: str) -> str:
    """Mask a passport or permit number: 2 + stars + 2."""
    return _middle(value, 2, 2)


def phone(value: str) -> str:
    """Mask a telephone number: 138****1234; of a landline the area code and the last four digits stay."""
    landline = _LANDLINE.match(value)
    if landline and not (len(value) == 11 and value.startswith("1")):  # noqa: PLR2004  a mobile number
        area, number, extension = landline.groups(default=_NO_TEXT)
        return f"{area}{'*' * (len(number) - _SHORT_TAIL)}{number[-_SHORT_TAIL:]}{'*' * len(extension)}"
    return _middle(value, 3, 4)


def bank_account(value: str) -> str:
    """Mask a bank account: ****1234."""
    return "****" + value[-_SHORT_TAIL:] if len(value) > 2 * _SHORT_TAIL else "*" * len(value)


def card_number(value: str) -> str:
    """Mask the number of a service card: its last four digits stay."""
    return bank_account(value)


def person_name(value: str) -> str:
    """Mask a name: 张*, 张*明, 欧阳*, 阿****·**提, J*** S****."""
    if not value:
        return _NO_TEXT
    if "·" in value:
        return _dotted(value)
    if value.isascii():
        return " ".join(word[0] + "*" * (len(word) - 1) for word in value.split())
    surname = 2 if len(value) > 2 and value[:2] in COMPOUND else 1  # noqa: PLR2004  a two-character surname
    if len(value) <= surname:
        return "*"
    given = value[surname:]
    last = given[-1] if len(given) > 1 else "*"
    return value[:surname] + "*" * (len(given) - 1) + last


def _dotted(value: str) -> str:
    parts = [part for part in value.split("·") if part]
    if len(parts) <= 1:
        return person_name("".join(parts)) or "*"
    first, *rest = parts
    hidden = [first[0] + "*" * (len(first) - 1), *("*" * len(part) for part in rest)]
    if len(rest[-1]) > 1:
        hidden[-1] = hidden[-1][:-1] + rest[-1][-1]
    return "·".join(hidden)


def address(value: str) -> str:
    """Mask an address: province to street stay, the house and everything after it is hidden."""
    if not value:
        return _NO_TEXT
    house = _HOUSE.search(value)
    before = value[: house.start()] if house else value
    kept = _STREET.match(before) or _DISTRICT.match(before)
    shown = kept.group() if kept else before[: min(3, len(value) // 3)]
    return shown + "****"


def generic(value: str) -> str:
    """Mask any other private text: not even its length is told."""
    return "****" if value else _NO_TEXT


def _middle(value: str, head: int, tail: int) -> str:
    hidden = len(value) - head - tail
    if hidden <= 0:
        return "*" * len(value)
    return value[:head] + "*" * hidden + value[-tail:]
