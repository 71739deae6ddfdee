"""Masks: exactly what domain reference §13 allows to be seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_desk.schema import masks


@pytest.mark.parametrize(("mask", "value", "shown"), [
    (masks.id_number, "110101199003071234", "110101********1234"),
    (masks.id_number, "11010119900307123X", "110101********123X"),
    (masks.id_number, "110101900307123", "110101*****7123"),
    (masks.id_number, "E12345678", "E1*****78"),
    (masks.id_number, "H12345678", "H1*****78"),
    (masks.id_number, "1234", "****"),
    (masks.id_number_for_poster, "110101199003071234", "110***********1234"),
    (masks.id_number_for_poster, "E12345678", "E1*****78"),
    (masks.passport, "G12345678", "G1*****78"),
    (masks.phone, "13812341234", "138****1234"),
    (masks.phone, "0898-66778899", "0898-****8899"),
    (masks.phone, "66778899", "****8899"),
    (masks.phone, "6677889", "***7889"),
    (masks.phone, "0898-66778899-801", "0898-****8899****"),
    (masks.phone, "12345", "*****"),
    (masks.bank_account, "6222021234567894", "****7894"),
    (masks.bank_account, "12345678", "********"),
    (masks.card_number, "6222021234567894", "****7894"),
    (masks.person_name, "张三", "张*"),
    (masks.person_name, "张三明", "张*明"),
    (masks.person_name, "李一二三", "李**三"),
    (masks.person_name, "欧阳修", "欧阳*"),
    (masks.person_name, "诸葛孔明", "诸葛*明"),
    (masks.person_name, "欧阳", "欧*"),
    (masks.person_name, "王", "*"),
    (masks.person_name, "阿依古丽·买买提", "阿***·**提"),
    (masks.person_name, "丹·多", "丹·*"),
    (masks.person_name, "王·", "*"),
    (masks.person_name, "·", "*"),
    (masks.person_name, "John Smith", "J*** S****"),
    (masks.person_name, "张𬭎", "张*"),
    (masks.address, "海南省海口市美兰区和平大道12号3栋2单元501室", "海南省海口市美兰区和平大道****"),
    (masks.address, "北京市朝阳区建国路甲三号院", "北京市朝阳区建国路****"),
    (masks.address, "文昌市文城镇清澜居委会", "文昌市文城镇****"),
    (masks.address, "海口市五一路二十号", "海口市五一路****"),
    (masks.address, "海口市A座1201", "海口市****"),
    (masks.address, "幸福家园", "幸****"),
    (masks.generic, "高血压", "****"),
])
def test_each_mask_shows_what_its_rule_allows(mask: object, value: str, shown: str) -> None:
    assert callable(mask)
    assert mask(value) == shown


ALL = [masks.id_number, masks.id_number_for_poster, masks.passport, masks.phone, masks.bank_account, masks.card_number,
       masks.person_name, masks.address, masks.generic]


@pytest.mark.parametrize("mask", ALL)
def test_nothing_stays_nothing(mask: object) -> None:
    assert callable(mask)
    assert mask("") == ""


@given(st.text(alphabet="0123456789X", min_size=1, max_size=30))
def test_a_number_never_shows_more_than_its_ends(value: str) -> None:
    for mask, most in ((masks.id_number, 10), (masks.id_number_for_poster, 7), (masks.passport, 4), (masks.phone, 8),
                       (masks.bank_account, 4)):
        shown = mask(value)
        assert len(shown.replace("*", "")) <= min(most, max(0, len(value) - 1))


@given(st.text(alphabet="王欧阳建国芳·阿依古丽", min_size=1, max_size=12))
def test_a_name_is_never_shown_whole(value: str) -> None:
    assert masks.person_name(value) != value
