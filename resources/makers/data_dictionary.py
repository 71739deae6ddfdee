"""Write the pages that follow the program: `python -m resources.makers.data_dictionary`.

docs/data-dictionary.md and docs/reporting.md are made from the registers, docs/openapi.json from the server's
addresses, and the table of settings in docs/superior.md from their declaration.
"""

from __future__ import annotations

from pathlib import Path

from sync.server import configuration, openapi, reporting
from union_desk import registers, words
from union_desk.schema import dictionary

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
TARGET = DOCS / "data-dictionary.md"
REPORTING, OPENAPI, SETTINGS = DOCS / "reporting.md", DOCS / "openapi.json", DOCS / "superior.md"
_BEGIN, _END = "<!-- settings -->\n", "<!-- /settings -->"


def pages() -> dict[Path, str]:
    """Return every page as it should be."""
    return {TARGET: dictionary.write(registers.ALL), REPORTING: reporting.write(), OPENAPI: openapi.text(),
            SETTINGS: _with_settings(SETTINGS.read_text(encoding="utf-8"))}


def _with_settings(page: str) -> str:
    before, _sign, rest = page.partition(_BEGIN)
    _old, _sign, after = rest.partition(_END)
    with words.speaking("zh_CN"):
        rows = [f"| `{name}` | `{variable}` | `{default}` | {meaning} |"
                for name, variable, default, meaning in configuration.table()]
    head = ["| 文件中的名称 | 环境变量 | 缺省值 | 作用 |", "|---|---|---|---|"]
    return before + _BEGIN + "\n".join([*head, *rows]) + "\n" + _END + after


def write() -> None:
    """Write the pages anew."""
    DOCS.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
