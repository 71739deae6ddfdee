"""What a copied sheet says of itself by name: formulas, rules, links and tables speak of the copy from then on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, unescape

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LETTERS = 31  # of the name of a sheet, and no \ / ? * [ ] : in it
_UNSAFE = re.compile(r"[\\/?*\[\]:\x00-\x1f]")
# A text in quotes is passed over; so is a sheet of another workbook ([1]Sheet!) and a stretch of sheets (A:B!)
_PIECES = re.compile(r"\"(?:[^\"]|\"\")*\"|(?<![\w.\]:'])(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^\W\d][\w.]*))!")
_PLAIN = re.compile(r"[^\W\d]\w*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d{1,7}|[Rr]\d*[Cc]\d*")
_FORMULAS = re.compile(r"(<(?:\w+:)?(?:formula[12]?|f|Fmla(?:Link|Range|Macro|Txbx|Pict))(?:\s[^>]*)?(?<!/)>)"
                       r"([^<]+)(</)")  # fmt: skip
_ATTRIBUTES = re.compile(r'(\s(?:textlink|fmlaLink|fmlaRange|fmlaTxbx|location)=")([^"]*)(")')
_TABLE = re.compile(r"<(?:\w+:)?table\b[^>]*>")


class Renaming:
    """Rewrites what names one sheet into what names another; `tables` has (new name, new number) by a table's name."""

    def __init__(self, old: str, new: str) -> None:
        """Take the two names."""
        self._old, self.tables = old, dict[str, tuple[str, str]]()
        self._prefix = f"{quoted(new)}!"

    def concerns(self, formula: str) -> bool:
        """Tell whether a formula names the old sheet."""
        return any(self._is_old(found) for found in _PIECES.finditer(formula))

    def formula(self, text: str) -> str:
        """Return a formula that names the new sheet, and its tables, instead of the old one."""
        text = _PIECES.sub(lambda found: self._prefix if self._is_old(found) else found[0], text)
        for name, (new, _number) in self.tables.items():
            text = re.sub(rf"(?<![\w.\[\"]){re.escape(name)}(?![\w.(!])", new, text)
        return text

    def _is_old(self, found: re.Match[str]) -> bool:
        name = found["bare"] or (found["quoted"] or "").replace("''", "'")
        return name.casefold() == self._old.casefold()

    def part(self, text: str) -> str:
        """Return a part of XML that speaks of the new sheet."""
        def put(found: re.Match[str]) -> str:
            return f"{found[1]}{escape(self.formula(unescape(found[2])))}{found[3]}"

        def attribute(found: re.Match[str]) -> str:
            plain = self.formula(unescape(found[2], {"&quot;": '"', "&apos;": "'"}))
            return f"{found[1]}{escape(plain, {chr(34): '&quot;'})}{found[3]}"

        text = _ATTRIBUTES.sub(attribute, _FORMULAS.sub(put, text))
        return _TABLE.sub(self._table, text, count=1) if self.tables else text

    def _table(self, found: re.Match[str]) -> str:
        tag = found[0]
        own = re.search(r'\sdisplayName="([^"]*)"', tag)
        if own is None or own[1] not in self.tables:
            return tag
        name, number = self.tables[own[1]]
        tag = re.sub(r'\s(name|displayName)="[^"]*"', lambda f: f' {f[1]}="{name}"', tag)
        return re.sub(r'\sid="[^"]*"', f' id="{number}"', tag, count=1)


def quoted(name: str) -> str:
    """Return a sheet's name as it stands in formulas."""
    if _PLAIN.fullmatch(name) and not _LOOKS_LIKE_CELL.fullmatch(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def sheet_names(wanted: Sequence[str], taken: Sequence[str]) -> list[str]:
    """Return names that sheets may have, in order, none of them twice or among those that are taken.

    They begin with the place of the record, counted from 2, as the first stands on the form's own sheet.
    """
    known, found = {name.casefold() for name in taken}, []
    for number, text in enumerate(wanted, 2):
        base = _UNSAFE.sub("_", f"{number} {text}").strip("' ")[:MOST_LETTERS].strip("' ")
        name, again = base, 2
        while name.casefold() in known:
            name = f"{base[: MOST_LETTERS - 6].rstrip()} ({again})"
            again += 1
        known.add(name.casefold())
        found.append(name)
    return found
