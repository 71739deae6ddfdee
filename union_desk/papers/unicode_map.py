"""Makes rare characters come out of a PDF as they went in: the ToUnicode map in UTF-16BE.

ReportLab 5.1 writes a character outside the Basic Multilingual Plane as five hexadecimal digits, which readers take for
two bytes and a half: 𠮷 is extracted as ₻. The replacement writes surrogate pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLOCK = 100  # the CMap format allows so many entries between beginbfchar and endbfchar
_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo
<< /Registry (Adobe)
/Ordering (UCS)
/Supplement 0
>> def
/CMapName /{name} def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange"""
_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def unicode_map(fontname: str, subset: Sequence[int]) -> str:
    """Return the CMap that maps the byte codes 0, 1, 2 … of a font subset to its code points (0 maps to nothing)."""
    pairs = [f"<{code:02X}> <{_utf16(point)}>" for code, point in enumerate(subset) if point]
    lines = [_HEAD.format(name=fontname)]
    for start in range(0, len(pairs), _BLOCK):
        block = pairs[start : start + _BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, _TAIL])


def _utf16(point: int) -> str:
    return chr(point).encode("utf-16-be").hex().upper()


def mend_extraction() -> None:
    """Put `unicode_map` in the place of ReportLab's own; doing it twice changes nothing."""
    from reportlab.pdfbase import ttfonts

    ttfonts.makeToUnicodeCMap = unicode_map
