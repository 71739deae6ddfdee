"""Names as rosters hold them: what may be tidied (alignment blanks) and what can only be pointed out."""

from __future__ import annotations

import re
from functools import lru_cache

from union_desk.schema import private_use
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_ALIGNED = re.compile(rf"^{_HAN}(?:[ \u3000]+{_HAN})+$|^{_HAN}{{2}}[ \u3000]+{_HAN}$|^{_HAN}[ \u3000]+{_HAN}{{2}}$")
_SPACED = re.compile(rf"^{_HAN}{{2,}}(?: +{_HAN}{{2,}})+$")
_SEVERAL = re.compile(rf"^{_HAN}{{2,4}}(?:\s*[、，,;；/]\s*{_HAN}{{2,4}}|\s*\n\s*{_HAN}{{2,4}})+$")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_LOST = re.compile(r"[?？□\ufffd〓＿_]")

BLANKS_REMOVED = N_("Blanks inside the name were removed: {old} became {new}.")
DOT_MISSING = N_("The name has a blank inside; if it is a minority name, a dot belongs there: {suggestion}.")
SEVERAL_PEOPLE = N_("The cell names several people ({names}). Give each a row of their own.")
PRIVATE_CHARACTER = N_(
    "The name holds a character of a private font; on other computers it is another one or none. "
    "Type it again with the input method."
)
PRIVATE_MENDED = N_("A character of a private font was replaced by the one that it stands for: {name}.")
LOST_CHARACTER = N_("A character of the name was lost (“{value}”). Compare it with the identity document.")


@lru_cache(maxsize=50_000)
def tidy(name: str) -> tuple[str, tuple[Problem, ...]]:
    """Return (name, remarks) for a cell: alignment blanks (张 三) are removed, everything doubtful is only named."""
    if name.isalpha() and not _PRIVATE.search(name):
        return name, ()
    if (mended := private_use.repaired(name)) != name:
        tidied, remarks = tidy(mended)
        return tidied, (Problem(WARNING, "name_private_mended", "", PRIVATE_MENDED, {"name": mended}), *remarks)
    if _ALIGNED.match(name):
        joined = re.sub(r"\s", "", name)
        note = Problem(WARNING, "name_blanks", "", BLANKS_REMOVED, {"old": name, "new": joined})
        return joined, (note,)
    doubts = []
    if _SEVERAL.match(name):
        people = ", ".join(re.split(r"\s*[、，,;；/\n]\s*", name))
        doubts.append(Problem(ERROR, "several_people", "", SEVERAL_PEOPLE, {"names": people}))
    elif _SPACED.match(name):
        dotted = re.sub(r" +", "·", name)
        doubts.append(Problem(WARNING, "name_dot", "", DOT_MISSING, {"suggestion": dotted}, dotted))
    if _PRIVATE.search(name):
        doubts.append(Problem(WARNING, "name_private_character", "", PRIVATE_CHARACTER))
    if _LOST.search(name):
        doubts.append(Problem(WARNING, "name_lost_character", "", LOST_CHARACTER, {"value": name}))
    return name, tuple(doubts)
