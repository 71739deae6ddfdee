"""Words on screen and paper: English in the source, Chinese by default, one catalogue for every room.

Each room keeps its own `resources/locale/<language>/<room>.po`; `compile_catalogues` joins them into one `.mo`. The
English catalogue holds only what a sentence says when a number in it is one: "1 appeal is overdue".
"""

from __future__ import annotations

import contextvars
import gettext
import itertools
import os
import sys
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from union_desk.paths import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

DOMAIN = "union_desk"
LANGUAGES = ("zh_CN", "en")

_chosen: contextvars.ContextVar[str | None] = contextvars.ContextVar("language", default=None)
_asked = os.environ.get("UNION_DESK_LANGUAGE", "")
_default = _asked if _asked in LANGUAGES else LANGUAGES[0]


def N_(message: str) -> str:  # noqa: N802  the field's usual name for a marked message
    """Mark a message for the catalogue and return it untranslated."""
    return message


class English(str):
    """A sentence of the source that, filled in with a one, becomes its singular where the catalogue has one.

    The context of such an entry names the parameters that are one: `count`, or `days hours`. Thus no caller has to
    choose between two forms, and none can forget it.
    """

    __slots__ = ()

    def format(self, *values: object, **named: object) -> str:
        """Return the sentence with its parameters, in the singular where they ask for it."""
        ones = sorted(name for name, value in named.items() if str(value) == "1")
        for many in range(len(ones), 0, -1):
            for together in itertools.combinations(ones, many):
                said = _catalogue("en").pgettext(" ".join(together), self)
                if said != self:
                    return said.format(*values, **named)
        return super().format(*values, **named)


def _(message: str) -> str:
    """Return the message in the current language (the English source where there is none)."""
    if not message:
        return ""
    code = language()
    if code == "en":
        return English(message) if "{" in message else message
    return _catalogue(code).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the singular or plural message for a count, in the current language."""
    return _catalogue(language()).ngettext(one, many, count)


def series(texts: Iterable[str]) -> str:
    """Return texts in a row within a sentence, with the mark that the current language puts between them."""
    return ("、" if language() == "zh_CN" else ", ").join(texts)


def clauses(texts: Iterable[str]) -> str:
    """Return parts of a sentence one after another, with the mark that the current language puts between them."""
    return ("；" if language() == "zh_CN" else "; ").join(texts)


def language() -> str:
    """Return the current language code: 'zh_CN' or 'en'."""
    return _chosen.get() or _default


def set_language(code: str) -> None:
    """Choose the language of this process."""
    global _default  # noqa: PLW0603  one process has one language; `speaking` is the scoped way
    if code not in LANGUAGES:
        msg = f"unknown language: {code}"
        raise ValueError(msg)
    _default = code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Use another language inside the block, in this thread or task only."""
    token = _chosen.set(code)
    try:
        yield
    finally:
        _chosen.reset(token)


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    compiled = mo_path(code)
    if not getattr(sys, "frozen", False) and _is_stale(compiled, code):
        try:
            compile_catalogues()
        except (ModuleNotFoundError, PermissionError):  # installed from a wheel: what came with it holds
            if not compiled.exists():
                raise
    with compiled.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def mo_path(code: str) -> Path:
    """Return where the compiled catalogue of a language lies."""
    return resource("locale", code, "LC_MESSAGES", f"{DOMAIN}.mo")


def _is_stale(compiled: Path, code: str) -> bool:
    sources = list(resource("locale", code).glob("*.po"))
    return not compiled.exists() or any(po.stat().st_mtime > compiled.stat().st_mtime for po in sources)


def compile_catalogues() -> list[Path]:
    """Join the rooms' catalogues of each language into one `.mo`; returns the files written."""
    written = []
    for folder in sorted(resource("locale").iterdir()):
        if folder.is_dir():
            target = mo_path(folder.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_suffix(f".{os.getpid()}.tmp")
            partial.write_bytes(compiled(folder))
            partial.replace(target)
            written.append(target)
    return written


def compiled(folder: Path) -> bytes:
    """Return the catalogues of a language's folder as one `.mo`: the same bytes whenever they are compiled."""
    import datetime as dt
    import io

    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    joined = Catalog(locale=folder.name, charset="utf-8", creation_date=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    for po in sorted(folder.glob("*.po")):
        with po.open("rb") as stream:
            for message in read_po(stream, locale=folder.name):
                if message.id and message.string and not message.fuzzy:
                    joined.add(message.id, message.string, context=message.context)
    whole = io.BytesIO()
    write_mo(whole, joined)
    return whole.getvalue()


if __name__ == "__main__":
    for path in compile_catalogues():
        print(path.name)  # noqa: T201  a command's answer
