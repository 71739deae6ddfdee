"""The data dictionary as a page of Markdown in Chinese and English, written from the registers themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import words
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Ref
from union_desk.schema.register import NATION, OFFICE, PRIVATE, SUPERIOR, SUPERIOR_ONLY, THREAD
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from union_desk.schema.codes import CodeList
    from union_desk.schema.field import Field
    from union_desk.schema.register import Lifecycle, Register

_LONG_LIST = 120
_TITLE, _LISTS = N_("Data dictionary"), N_("Code lists")
_AT_FIRST, _NOWHERE, _EVENTS = N_("at first"), N_("no record yet"), N_("Events and states")
_ENTRIES, _ONLY_ADDED = N_("Entries"), N_("are only added, never changed")
_ABOUT = N_("Written by `python -m resources.makers.data_dictionary` from the registers; a test fails when it is out "
            "of date. Every value is text, a whole number, yes or no, or nothing; the database, the journal and "
            "the wire hold the same.")
_KINDS = {
    "text": N_("one line of text"), "long_text": N_("several lines of text"), "person_name": N_("name of a person"),
    "date": N_("day, YYYY-MM-DD"), "integer": N_("whole number"), "money": N_("amount in whole fen"),
    "points": N_("points in whole hundredths"),
    "norm_value": N_("a number in whole hundredths of its unit"),
    "yes_no": N_("yes or no (1 or 0)"), "code": N_("code of a list"), "region": N_("region code (GB/T 2260)"),
    "id_number": N_("number of an identity document"), "credit_code": N_("unified social credit code"),
    "mobile": N_("mobile number"), "phone": N_("telephone number"), "bank_account": N_("bank account"),
    "address": N_("address"), "ref": N_("record of another register"),
}
_OWNERS = {OFFICE: N_("the office"), SUPERIOR: N_("the superior union"), THREAD: N_("whoever wrote the entry")}
_SHARES = {PRIVATE: N_("stays in the office"), SUPERIOR_ONLY: N_("goes to the superior union only"),
           NATION: N_("goes up to the superior unions")}
_MARKS = (("required", N_("needed")), ("core", N_("expected of a complete record")), ("sensitive", N_("masked")),
          ("computed", N_("filled in by the program")), ("search", N_("searched")))
_FIELD_HEADS = (N_("Identifier"), N_("Label"), N_("Kind of value"), N_("Properties"), N_("Other headings in rosters"),
                N_("Filling rule"))
_EVENT_HEADS = (N_("Transition"), N_("Event"), N_("From the states"), N_("To the state"), N_("Needs"))
_CODE_HEADS = (N_("Code"), N_("Label"), N_("Above it"), N_("In force"))


def write(registers: Iterable[Register]) -> str:
    """Return the whole page: each register with its fields and events, then the code lists that the fields use."""
    every = list(registers)
    lines = [f"# {both(_TITLE)}", "", *_paragraph(_ABOUT)]
    for register in every:
        lines += _register(register)
    lines += [f"## {both(_LISTS)}", ""]
    used = {kind.list for r in every for f in r.fields.values() if isinstance(kind := f.kind, Code)}
    for name in sorted(used):
        lines += _list(codes.get(name))
    return "\n".join(lines).rstrip() + "\n"


def both(message: str) -> str:
    """Return a message in Chinese and then in English."""
    return " ".join(dict.fromkeys(_spoken(message)))


def _spoken(message: str) -> Iterator[str]:
    for language in words.LANGUAGES:
        with words.speaking(language):
            yield _(message)


def _paragraph(message: str) -> list[str]:
    return [line for text in _spoken(message) for line in (text, "")]


def _register(register: Register) -> list[str]:
    facts = [
        (N_("Table"), f"`{register.name}`"),
        (N_("Rows belong to"), both(_OWNERS[register.owner])),
        (N_("Reporting"), both(_SHARES[register.share])),
        (N_("Known by"), ", ".join(f"`{name}`" for name in register.title)),
        (N_("No two living records share"), "; ".join(" + ".join(f"`{n}`" for n in key) for key in register.keys)),
        (N_("Rules"), ", ".join(dict.fromkeys(rule.code for rule in register.rules))),
        (N_("Hangs on"), f"`{register.parent}`" if register.parent else ""),
        (_ENTRIES, both(_ONLY_ADDED) if register.append_only else ""),
    ]
    lines = [f"## {both(register.label)}", "", *(f"- {both(name)}: {text}" for name, text in facts if text), ""]
    sections: dict[str, list[Field]] = {}
    for field in register.fields.values():
        sections.setdefault(field.section, []).append(field)
    for section, fields in sections.items():
        lines += [f"### {both(section)}", ""] if section else []
        lines += _table(_FIELD_HEADS, (_field(field) for field in fields))
    return lines + (_events(register.lifecycle) if register.lifecycle else [])


def _field(field: Field) -> list[str]:
    properties = [both(text) for name, text in _MARKS if getattr(field, name)]
    if field.default is not None:
        properties.append(f"{both(_AT_FIRST)}: {field.default}")
    rules = "<br>".join(dict.fromkeys(_spoken(field.help))) if field.help else ""
    return [f"`{field.name}`", both(field.label), _kind(field), "; ".join(properties), "、".join(field.also), rules]


def _kind(field: Field) -> str:
    kind, text = field.kind, both(_KINDS[field.kind.name])
    if isinstance(kind, Ref):
        return f"{text}: `{kind.register}`"
    return f"{text}: [`{kind.list}`](#{kind.list})" if isinstance(kind, Code) else text


def _events(lifecycle: Lifecycle) -> list[str]:
    rows = []
    for step in lifecycle.transitions:
        sources = [both(_NOWHERE) if not source else f"`{source}`" for source in step.sources]
        needs = ", ".join(f"`{name}`" for name in step.needs)
        rows.append([step.code, f"`{step.event}`", ", ".join(sources), f"`{step.target}`", needs])
    return [f"### {both(_EVENTS)}", "", *_table(_EVENT_HEADS, rows)]


def _list(listed: CodeList) -> list[str]:
    lines = [f'### <a id="{listed.name}"></a>`{listed.name}`', "", *(f"- {basis}" for basis in listed.basis), ""]
    if len(listed) > _LONG_LIST:
        return [*lines[:-1], f"- {both(_ENTRIES)}: {len(listed)}", ""]
    rows = [[f"`{e.code}`", f"{e.label} {e.en}".strip(), f"`{e.parent}`" if e.parent else "",
             " – ".join((e.valid_from or "", e.valid_to or "")) if e.valid_from or e.valid_to else ""] for e in listed]
    return lines + _table(_CODE_HEADS, rows)


def _table(heads: tuple[str, ...], rows: Iterable[list[str]]) -> list[str]:
    """Return a Markdown table without the columns that are empty throughout."""
    body = [[cell.replace("|", "\\|").replace("\n", "<br>") for cell in row] for row in rows]
    shown = [i for i in range(len(heads)) if any(row[i] for row in body)]
    lines = [[both(heads[i]) for i in shown], ["---"] * len(shown), *([row[i] for i in shown] for row in body)]
    return [*(f"| {' | '.join(line)} |" for line in lines), ""]
