"""What a wheel needs beyond the sources: the catalogues, compiled. The build tool runs this (`pyproject.toml`)."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface[Any]):
    """Compiles the words before they are packed: whoever installs the wheel has nothing to compile them with."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; where the checkout itself is installed, the program does so when words have changed."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from union_desk.words import compile_catalogues

        compile_catalogues()
