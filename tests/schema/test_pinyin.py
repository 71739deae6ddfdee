"""Readings of names: surnames, several readings, ü, and what they cost."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calls import calls_of
from union_desk.schema import pinyin
from union_desk.schema.surnames import COMPOUND, SINGLE

MOST_CALLS = 50  # measured: about 25


@pytest.mark.parametrize(("name", "full", "initials"), [
    ("张三", "zhangsan", "zs"), ("单雄信", "shanxiongxin", "sxx"), ("仇和", "qiuhe", "qh"),
    ("曾国藩", "zengguofan", "zgf"), ("区大同", "oudatong", "odt"), ("查良镛", "zhaliangyong", "zly"),
    ("解晓东", "xiexiaodong", "xxd"), ("盖叫天", "gejiaotian", "gjt"), ("朴正伟", "piaozhengwei", "pzw"),
    ("乐嘉", "yuejia", "yj"), ("乐嘉", "lejia", "lj"), ("覃辉", "qinhui", "qh"), ("覃辉", "tanhui", "th"),
    ("缪洁", "miaojie", "mj"), ("员飞", "yunfei", "yf"), ("么敏", "yaomin", "ym"), ("种师道", "chongshidao", "csd"),
    ("召明", "shaoming", "sm"), ("繁华", "pohua", "ph"), ("洗星", "xianxing", "xx"), ("冼星海", "xianxinghai", "xxh"),
    ("任重", "renzhong", "rz"), ("尉迟恭", "yuchigong", "ycg"), ("万俟明", "moqiming", "mqm"),
    ("令狐冲", "linghuchong", "lhc"), ("长孙无忌", "zhangsunwuji", "zswj"), ("单于明", "chanyuming", "cym"),
    ("欧阳修", "ouyangxiu", "oyx"), ("吕布", "lvbu", "lb"), ("吕布", "lubu", "lb"), ("女娲", "nvwa", "nw"),
    ("张长乐", "zhangchangle", "zcl"), ("李晟", "lisheng", "ls"), ("李晟", "licheng", "lc"),
    ("王茜", "wangqian", "wq"), ("王茜", "wangxi", "wx"), ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
    ("John Smith", "johnsmith", "johnsmith"), ("张 三", "zhangsan", "zs"), ("张\u3000三", "zhangsan", "zs"),
    ("张𬭎宇", "zhanghongyu", "zhy"), ("查干巴拉", "chaganbala", "cgbl"), ("略阳", "lveyang", "ly"), ("", "", ""),
])
def test_a_name_is_found_by_its_readings(name: str, full: str, initials: str) -> None:
    keys = pinyin.search_keys(name)
    assert full in keys.full
    assert initials in keys.initials


@pytest.mark.parametrize(("name", "wrong"), [
    ("单雄信", "danxiongxin"), ("仇和", "chouhe"), ("区大同", "qudatong"), ("曾国藩", "cengguofan"),
    ("尉迟恭", "weichigong"),
])
def test_a_surname_is_not_read_like_the_word(name: str, wrong: str) -> None:
    assert wrong not in pinyin.search_keys(name).full


@pytest.mark.parametrize(("name", "spelt"), [
    ("张三", "Zhang San"), ("张三丰", "Zhang Sanfeng"), ("欧阳修", "Ouyang Xiu"), ("欧阳", "Ou Yang"),
    ("吕布", "Lü Bu"), ("诸葛孔明", "Zhuge Kongming"), ("张西安", "Zhang Xi'an"),
    ("阿依古丽·买买提", "Ayiguli Maimaiti"), ("单雄信", "Shan Xiongxin"), ("John Smith", "John Smith"),
    ("王", "Wang"), ("", ""), ("张 三", "Zhang San"), ("·买买提", "Maimaiti"),
])
def test_names_are_spelt_in_the_usual_way(name: str, spelt: str) -> None:
    assert pinyin.name_pinyin(name) == spelt


def test_other_words_have_no_surname_reading() -> None:
    assert pinyin.word_keys("单位").full == ("danwei", "shanwei")
    assert pinyin.word_keys("长沙 市").initials == ("css", "zss")


def test_every_surname_reading_is_plain_letters() -> None:
    readings = [r for ways in (*SINGLE.values(), *COMPOUND.values()) for r in ways]
    assert [r for r in readings if not r.replace("ü", "v").isascii() or not r.isalpha() or not r.islower()] == []
    assert [name for name in COMPOUND if len(name) != 2 or len(COMPOUND[name]) != 2] == []
    assert [name for name in SINGLE if len(name) != 1] == []


def test_the_table_reads_rare_characters() -> None:
    read = [c for c in "䶮㛃㵘𬭎𫍯𬱖𠅤龘犇淼喆" if pinyin.word_keys(c).full[0].isascii()]
    assert len(read) == 11


@given(st.text(max_size=20))
def test_any_text_has_few_keys_and_none_is_repeated(text: str) -> None:
    for keys in (pinyin.search_keys(text), pinyin.word_keys(text)):
        assert 1 <= len(keys.full) <= pinyin.MOST_READINGS
        assert len(set(keys.full)) == len(keys.full)
        assert len(set(keys.initials)) == len(keys.initials) <= len(keys.full)
    pinyin.name_pinyin(text)


@given(st.text(alphabet="乐长晟茜覃吕柏盛重朝藏", min_size=1, max_size=12))
def test_names_of_nothing_but_ambiguous_characters_stay_bounded(name: str) -> None:
    assert len(pinyin.search_keys(name).full) <= pinyin.MOST_READINGS


def test_the_keys_of_a_name_cost_a_few_calls_for_each_character() -> None:
    chance = random.Random(1)
    surnames = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗曾单仇覃吕任解查"
    given_names = "伟芳秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂婷浩宇欣怡梓涵晨轩梦琪长乐茜晟"
    names = [chance.choice(surnames) + "".join(chance.choices(given_names, k=2)) for _ in range(1000)]
    pinyin.search_keys("张三")  # reads the table
    assert calls_of(lambda: [pinyin.search_keys(name) for name in names]) / len(names) < MOST_CALLS
