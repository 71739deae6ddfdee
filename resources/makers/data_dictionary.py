"""Write docs/data-dictionary.md from the registers: `python -m resources.makers.data_dictionary`."""

from __future__ import annotations

from pathlib import Path

from union_desk import registers
from union_desk.schema import dictionary

TARGET = Path(__file__).resolve().parent.parent.parent / "docs" / "data-dictionary.md"


def write() -> None:
    """Write the page anew."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(dictionary.write(registers.ALL), encoding="utf-8")


if __name__ == "__main__":
    write()
