"""By what the members are counted, each declared once (domain reference §11.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk.registers.members import MEMBERS
from union_desk.statistics import axes, bands
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from union_desk.statistics.bands import Band


@dataclass(frozen=True)
class Dimension:
    """What members are counted by: the expression that the database groups by, and the categories made of it."""

    id: str
    label: str
    expression: Callable[[sa.Table, str], sa.ColumnElement[Any]]
    build: axes.Build

    def title(self) -> str:
        """Return the label in the current language."""
        return _(self.label)


def _column(field: str) -> Callable[[sa.Table, str], sa.ColumnElement[Any]]:
    return lambda table, _day: table.c[field]


def _band(field: str, of: tuple[Band, ...]) -> Callable[[sa.Table, str], sa.ColumnElement[Any]]:
    def expression(table: sa.Table, day: str) -> sa.ColumnElement[Any]:
        date = sa.cast(table.c[field], sa.Text)
        cases = [(date >= band.earliest(day), band.key) for band in of[:-1]]
        return sa.case(*cases, else_=sa.case((date.is_not(None), of[-1].key)))

    return expression


def _year(table: sa.Table, day: str) -> sa.ColumnElement[Any]:
    return sa.func.substr(sa.cast(table.c.join_union_date, sa.Text), 1, 4)


def _named(start: int, stop: int) -> tuple[str, ...]:
    return tuple(f"{n:02d}" for n in range(start, stop))


SEXES = (("1", N_("Men"), ("1",)), ("2", N_("Women"), ("2",)))
ETHNICITIES = (
    ("han", N_("Han"), ("01",)),
    ("minority", N_("Minorities"), _named(2, 57)),
)
# The eight values of the collection form (§1.3); secondary vocational holds technical and vocational schools
EDUCATIONS = (
    ("doctor", N_("Doctorate"), _named(11, 14)),
    ("master", N_("Master's"), ("10", *_named(14, 20))),
    ("bachelor", N_("Bachelor's"), _named(20, 30)),
    ("college", N_("Junior college"), _named(30, 40)),
    ("vocational", N_("Secondary vocational"), _named(40, 50)),
    ("senior", N_("Senior high"), _named(60, 70)),
    ("junior", N_("Junior high"), _named(70, 80)),
    ("primary", N_("Primary and below"), _named(80, 91)),
)
POLITICAL = (
    ("party", N_("Party members"), ("01", "02")),
    ("league", N_("League members"), ("03",)),
    ("democratic", N_("Democratic parties"), _named(4, 12)),
    ("none", N_("No affiliation"), ("12",)),
    ("masses", N_("Masses"), ("13",)),
)


def _of_field(field: str, build: axes.Build) -> Dimension:
    return Dimension(field, MEMBERS.fields[field].label, _column(field), build)


ALL: tuple[Dimension, ...] = (
    Dimension("sex", N_("Sex"), _column("sex"), axes.grouped("sex", SEXES, blank=("0", "9"))),
    Dimension("age", N_("Age band"), _band("birth_date", bands.AGES_A),
              axes.banded("birth_date", bands.AGES_A, bands.age_label)),
    Dimension("age_b", N_("Age band (four)"), _band("birth_date", bands.AGES_B),
              axes.banded("birth_date", bands.AGES_B, bands.age_label)),
    Dimension("ethnicity_group", N_("Ethnicity group"), _column("ethnicity"), axes.grouped("ethnicity", ETHNICITIES)),
    Dimension("ethnicity", N_("Each ethnicity"), _column("ethnicity"), axes.coded("ethnicity")),
    Dimension("education_group", N_("Education"), _column("education"), axes.grouped("education", EDUCATIONS)),
    Dimension("political_group", N_("Political status"), _column("political_status"),
              axes.grouped("political_status", POLITICAL)),
    _of_field("employment_form", axes.coded("employment_form")),
    Dimension("branch", N_("Branch"), _column("branch_id"), axes.branches(whole=True)),
    Dimension("group", N_("Branch or group"), _column("branch_id"), axes.branches(whole=False)),
    _of_field("department", axes.worded("department")),
    _of_field("workshop", axes.worded("workshop")),
    _of_field("team", axes.worded("team")),
    _of_field("employer_name", axes.worded("employer_name")),
    Dimension("membership_years", N_("Years of membership"), _band("join_union_date", bands.MEMBERSHIP),
              axes.banded("join_union_date", bands.MEMBERSHIP, bands.years_label)),
    Dimension("join_year", N_("Year of joining"), _year, axes.yearly("join_union_date")),
    _of_field("employment_status", axes.coded("employment_status")),
    _of_field("household_type", axes.coded("household_type", always=True)),
    Dimension("household_local", N_("Household of this city or elsewhere"), _column("household_region"),
              axes.nearby("household_region")),
    _of_field("is_migrant_worker", axes.answered("is_migrant_worker")),
    _of_field("nef_category", axes.coded("nef_category")),
    _of_field("skill_grade", axes.coded("skill_grade", always=True)),
    _of_field("professional_title", axes.coded("professional_title", always=True)),
    _of_field("marital_status", axes.coded("marital_status")),
    _of_field("contract_type", axes.coded("contract_type")),
    _of_field("model_worker_level", axes.coded("model_worker_level")),
    Dimension("native_province", N_("Province of origin"), _column("native_place"), axes.provincial("native_place")),
    Dimension("political_status", N_("Political status in detail"), _column("political_status"),
              axes.coded("political_status")),
    Dimension("education", N_("Education by stage"), _column("education"), axes.coded("education")),
    _of_field("is_staff_rep", axes.answered("is_staff_rep")),
    _of_field("mutual_aid_joined", axes.answered("mutual_aid_joined")),
    _of_field("data_source", axes.coded("data_source")),
    _of_field("qualified", axes.answered("qualified")),
)

_BY_ID = {dimension.id: dimension for dimension in ALL}

# The tables that offices usually print (§11.5), as ids of dimensions: rows, then columns
CUSTOMARY: tuple[tuple[str, ...], ...] = (
    ("sex", "age"), ("sex", "education_group"), ("education_group", "age"), ("political_group", "sex"),
    ("employment_form", "sex", "is_migrant_worker"), ("ethnicity_group", "sex"), ("skill_grade", "age"),
    ("household_type", "household_local"),
)


def get(name: str) -> Dimension:
    """Return a dimension by its id; KeyError when there is none."""
    return _BY_ID[name]
