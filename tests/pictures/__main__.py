"""Make the pictures of the document on reporting by stick: `python -m tests.pictures [FOLDER]`.

Three levels on this machine: an office and its district have no network between them and exchange files, as on a
stick; the district reports on to the city over the network. Every picture is of the window as the
person sees it; they go into docs/pictures unless a folder is named.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from tests.pictures.by_stick import walk


def main() -> None:
    """Walk, and say what was printed meanwhile."""
    parser = argparse.ArgumentParser(description="pictures of the document on reporting by stick")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("docs", "pictures"))
    options = parser.parse_args()
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="ud-pictures-") as place:
        walk(Path(place), options.folder.resolve())


if __name__ == "__main__":
    main()
