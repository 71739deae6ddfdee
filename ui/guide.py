"""The user guide as it is shipped: its text without the marks, its topics, and where it speaks of each page.

A line of the guide that ends with `<!-- page: cards -->` is where the page of that id is explained. Each language has
its own text; all have the same topics and marks in the same order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from union_desk.paths import resource
from union_desk.words import language

_MARK = re.compile(r"\s*<!--\s*page:\s*([\w ]+?)\s*-->")
_HEADING = re.compile(r"^(#+)\s+(.+)")
_TOPIC = re.compile(r"^(?:[-*] |\d+\. )?\*\*(.+?)\*\*")
_MARKDOWN = re.compile(r"^(?:#+\s+|[-*] |\d+\. )|\*\*|`")
_BEGINNING = 14  # characters of a line that are enough to find it again


@dataclass(frozen=True, slots=True)
class Topic:
    """A place in the guide: its name, how deep it lies (title: 1), how its line begins, the pages it explains."""

    name: str
    level: int
    begins: str
    pages: tuple[str, ...] = ()


@cache
def _source(spoken: str) -> str:
    return resource("help", f"guide.{spoken}.md").read_text(encoding="utf-8")


def text() -> str:
    """Return the guide in the current language as Markdown."""
    return _MARK.sub("", _source(language()))


def topics() -> tuple[Topic, ...]:
    """Return the topics in their order: every heading, and every line that begins with its subject in bold."""
    return _topics(language())


@cache
def _topics(spoken: str) -> tuple[Topic, ...]:
    found, depth = [], 1
    for line in _source(spoken).splitlines():
        marks, plain = _MARK.search(line), _MARK.sub("", line)
        heading, subject = _HEADING.match(plain), _TOPIC.match(plain)
        if heading is not None:
            depth = len(heading[1])
        if heading is not None or subject is not None:
            name = heading[2] if heading is not None else subject[1]  # type: ignore[index]  # one of them is there
            found.append(Topic(name.rstrip("。：:."), depth if heading is not None else depth + 1,
                               beginning(_MARKDOWN.sub("", plain)), tuple(marks[1].split()) if marks else ()))
    return tuple(found)


def beginning(line: str) -> str:
    """Return as much of a line as finds it again in the shown guide."""
    return line.strip()[:_BEGINNING]


def of_page(page: str) -> Topic | None:
    """Return the topic that explains a page of the window, None where the guide has none."""
    return next((topic for topic in topics() if page in topic.pages), None)
