"""The welfare rules engine: which policy holds for an occasion, and what it says of a payment (domain §6.5, §6.6)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from union_desk.paths import resource
from union_desk.registers import funds_oneness
from union_desk.registers.funds_oneness import COUNTED, Finding
from union_desk.schema.day_order import Dated
from union_desk.schema.problem import WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from union_desk.schema.register import Context, Values

PASS, REVIEW, STOP = "pass", "review", "stop"
BINDING = "welfare.examples_bind"
MEMBER_DIED = "06"
_ORDER = (PASS, REVIEW, STOP)


@dataclass(frozen=True, slots=True)
class Policy(Dated):
    """One clause: the occasion, its limit a year in fen, how often, in which form, on which evidence, from when on."""

    policy: str
    clause: str
    event: str
    limit: int | None
    times: int | None
    once: bool
    forms: tuple[str, ...]
    evidence: tuple[str, ...]
    begins: str
    ends: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say: pass, review or stop; by which clause; and why."""

    decision: str
    policy: Policy | None
    reasons: tuple[Problem, ...]


@cache
def shipped() -> tuple[Policy, ...]:
    """Return the examples that come with the program."""
    with resource("rules", "welfare.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Policy(row["policy"], row["clause"], row["event"], _number(row["limit_fen"]), _number(row["times"]),
                   row["once"] == "1", several(row["forms"]), several(row["evidence"]), row["from"], row["to"])
            for row in csv.DictReader(line for line in stream if not line.startswith("#")))


def _number(text: str) -> int | None:
    return int(text) if text else None


def several(text: object) -> tuple[str, ...]:
    """Return the codes of a text that has | (or commas) between them."""
    return tuple(part for part in str(text or "").replace("、", "|").replace(",", "|").split("|") if part)


def of_row(row: Values) -> Policy:
    """Return the office's own policy from its record."""

    def whole(name: str) -> int | None:
        found = row.get(name)
        return found if isinstance(found, int) else None

    return Policy(str(row.get("policy") or ""), str(row.get("clause") or ""), str(row.get("event")),
                  whole("limit_fen"), whole("times"), bool(row.get("once")), several(row.get("forms")),
                  several(row.get("evidence")), str(row.get("valid_from") or ""), str(row.get("valid_to") or ""),
                  own=True)


def in_force(event: str, day: str, own: Iterable[Values]) -> Policy | None:
    """Return the clause for an occasion on an ISO day: the office's own, the newest first, else the example."""
    mine = sorted((of_row(row) for row in own), key=lambda policy: policy.begins, reverse=True)
    return next((policy for policy in (*mine, *shipped()) if policy.event == event and policy.holds(day)), None)


def judge(claim: Values, context: Context) -> Verdict:
    """Return what the rules say of a claim: eligibility, limit of the year, how often, form, evidence, dues."""
    event, day = str(claim.get("event")), str(claim.get("happened_on"))
    policy = in_force(event, day, context.rows("welfare_policies", "event", event))
    if policy is None:
        return Verdict(REVIEW, None, (Problem(WARNING, "no_policy", "event",
                       N_("No welfare policy is in force for this occasion on {day}."), {"day": day}),))
    hard = STOP if policy.own or context.norm(BINDING, day).value else REVIEW
    found = [*_eligible(claim, context, hard), *_limits(claim, policy, context, hard), *_form(claim, policy, hard),
             *_evidence(claim, policy, context), *_dues(claim, context), *funds_oneness.findings(claim, context, hard)]
    decision = max((gravity for gravity, _problem in found), key=_ORDER.index, default=PASS)
    return Verdict(decision, policy, tuple(problem for _gravity, problem in found))


def _eligible(claim: Values, context: Context, hard: str) -> Iterable[Finding]:
    state = context.lookup("members", str(claim.get("member_id")), "membership_state")
    if state is not None and state != "active" and not (state == "deceased" and claim.get("event") == MEMBER_DIED):
        yield hard, Problem(WARNING, "not_active", "member_id",
                            N_("Welfare is for members on the books; this membership is kept, ended or not begun."))


def _limits(claim: Values, policy: Policy, context: Context, hard: str) -> Iterable[Finding]:
    before = _earlier(claim, policy, context)
    if policy.times is not None and len(before) >= policy.times:
        yield hard, Problem(WARNING, "too_often", "event",
                            N_("{policy}: {clause}. This member has had it {count} times already."),
                            {"policy": policy.policy, "clause": policy.clause, "count": len(before)})
    amount = claim.get("amount")
    had = sum(int(str(row.get("amount") or 0)) for row in before)
    if policy.limit is not None and isinstance(amount, int) and had + amount > policy.limit:
        yield hard, Problem(WARNING, "over_limit", "amount",
                            N_("{policy}: {clause}. At most {limit}; with what was paid already it would be {sum}."),
                            {"policy": policy.policy, "clause": policy.clause, "limit": f"{policy.limit / 100:,.2f}",
                             "sum": f"{(had + amount) / 100:,.2f}"}, max(policy.limit - had, 0))


def _earlier(claim: Values, policy: Policy, context: Context) -> Sequence[Values]:
    """Return the member's other claims that count against the limit: of the year, or of the whole membership."""
    year = str(claim.get("happened_on"))[:4]
    return [row for row in context.rows("welfare_claims", "member_id", claim.get("member_id"))
            if row.get("id") != claim.get("id") and row.get("event") == claim.get("event")
            and row.get("claim_state") in COUNTED and (policy.once or str(row.get("happened_on"))[:4] == year)]


def _form(claim: Values, policy: Policy, hard: str) -> Iterable[Finding]:
    form = claim.get("form")
    if form and policy.forms and form not in policy.forms:
        yield hard, Problem(WARNING, "wrong_form", "form", N_("{policy}: {clause}. This form of welfare is not allowed."),
                            {"policy": policy.policy, "clause": policy.clause})


def _evidence(claim: Values, policy: Policy, context: Context) -> Iterable[Finding]:
    if not policy.evidence:
        return
    hung = {row.get("evidence") for row in context.rows("attachments", "owner_id", claim.get("id"))
            } if claim.get("id") else set()
    if not ({claim.get("evidence"), *hung} & set(policy.evidence)):
        yield REVIEW, Problem(WARNING, "no_evidence", "evidence",
                              N_("{policy}: {clause}. The evidence is missing."),
                              {"policy": policy.policy, "clause": policy.clause})


def _dues(claim: Values, context: Context) -> Iterable[Finding]:
    day = str(claim.get("happened_on"))
    before = int(day[:4]) * 100 + int(day[5:7]) if len(day) > len("2026-0") else 0
    rows = context.rows("dues", "member_id", claim.get("member_id"))
    owed = sum(1 for row in rows
               if row.get("dues_state") in ("1", "2") and int(str(row.get("period") or 0)) < before)
    months = context.norm("dues.arrears_months").value
    if owed >= months:
        yield REVIEW, Problem(WARNING, "owes_dues", "member_id",
                              N_("The member owes dues for {count} months; welfare is for members who pay."),
                              {"count": owed})
