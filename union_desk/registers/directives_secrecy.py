"""Papers marked secret are refused: they are never handled on a computer like this one (domain reference §8).

A mark is looked for in every text of a directive and in what is attached to it, however it is spelled: with blanks or
stars between, in full width, in traditional characters, in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from union_desk.schema.problem import ERROR, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MARKED = frozenset({"7", "8", "9"})  # 秘密, 机密, 绝密 of the list directive_secrecy
REFUSED = N_("This paper is marked '{mark}'. Papers marked 秘密 or above are not entered, attached or scanned here (Law on "
             "Guarding State Secrets): stop, and hand it to the person in charge of secret papers.")

_TRADITIONAL = str.maketrans({"祕": "秘", "機": "机", "絕": "绝", "級": "级", "國": "国", "業": "业"})
_BETWEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff·・.。,，、_\-—–*＊~|/\\'\"“”‘’]+")
# Words that hold the mark's characters and are none: they speak of secrets, they do not make the paper one
_SPEAKING = re.compile(
    r"(?:商业|国家|工作|技术|企业|保守|保护|泄露|侵犯|窃取|个人|通信|军事)(?:秘密|机密)|秘密(?:投票|写票|划票|选举)|机密性|保密")
_MARK = re.compile(r"绝密|机密|秘密")
_STARRED = re.compile(r"(绝密|机密|秘密)级?[★☆]")
_ENGLISH = re.compile(r"(?i)\btop[\s\-]*secret\b|\bsecret\s*[★☆*]")


def mark_in(text: object) -> str:
    """Return the mark of secrecy that a text bears; empty where it bears none."""
    if not isinstance(text, str) or not text:
        return ""
    english = _ENGLISH.search(text)
    if english:
        return english.group().strip()
    folded = unicodedata.normalize("NFKC", text).translate(_TRADITIONAL)
    bare = _BETWEEN.sub("", folded)
    starred = _STARRED.search(bare)
    if starred:
        return starred.group(1)
    found = _MARK.search(_SPEAKING.sub("", bare))
    return found.group() if found else ""


def refuse(texts: Mapping[str, object]) -> Iterable[Problem]:
    """Yield an error for each text (by field) that bears a mark of secrecy."""
    for name, text in texts.items():
        mark = mark_in(text)
        if mark:
            yield Problem(ERROR, "secret", name, REFUSED, {"mark": mark})
