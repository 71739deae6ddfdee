"""Make the pictures of README and of the document on reporting by stick: `python -m tests.pictures [FOLDER]`.

Three levels on this machine: an office and its district have no network between them and exchange files, as on a
stick; the district reports on to the city over the network. Every picture is of the window as the
person sees it; they go into docs/pictures unless a folder is named.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from tests.pictures import by_stick, of_the_window


def main() -> None:
    """Walk, and say what was printed meanwhile."""
    parser = argparse.ArgumentParser(description="pictures of README and of the document on reporting by stick")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("docs", "pictures"))
    options = parser.parse_args()
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for walk in (of_the_window.walk, by_stick.walk):
        with tempfile.TemporaryDirectory(prefix="ud-pictures-") as place:
            walk(Path(place), options.folder.resolve())


if __name__ == "__main__":
    main()
