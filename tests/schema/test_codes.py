"""Code lists: every spelling means one code, labels read back, pickers find by sound."""

from __future__ import annotations

import dataclasses

import pytest

from union_desk import words
from union_desk.schema import codes
from union_desk.schema.codes import CodeEntry, fold
from union_desk.schema.regions import RegionList

DAY = "2026-06-30"

# What rosters really hold (domain reference §12.1 and §1.3).
SPELLINGS = [
    ("sex", "男", "1"), ("sex", "女 ", "2"), ("sex", "1", "1"), ("sex", "2", "2"), ("sex", "M", "1"),
    ("sex", "f", "2"), ("sex", "男性", "1"), ("sex", "男（1）", "1"), ("sex", "1-男", "1"), ("sex", "1.男", "1"),
    ("sex", "Female", "2"), ("ethnicity", "汉", "01"), ("ethnicity", "汉族", "01"), ("ethnicity", "汉\u3000族", "01"),
    ("ethnicity", "ＨＡ", "01"), ("ethnicity", "僳僳族", "20"), ("ethnicity", "么佬族", "32"),
    ("ethnicity", "达翰尔族", "31"), ("ethnicity", "1", "01"), ("ethnicity", "维族", "05"),
    ("ethnicity", "布衣族", "09"), ("ethnicity", "01汉族", None), ("political_status", "党员", "01"),
    ("political_status", "中共党员", "01"), ("political_status", "中国共产党党员", "01"),
    ("political_status", "预备党员", "02"), ("political_status", "党员（预备）", "02"),
    ("political_status", "团员", "03"), ("political_status", "群众", "13"), ("political_status", "无党派", "12"),
    ("political_status", "九三学社", "10"), ("political_status", "03", None), ("political_status", "3", None),
    ("political_status", "民革会员", "04"), ("education", "本科", "21"), ("education", "大学", "20"),
    ("education", "大学本科", "20"), ("education", "大专", "31"), ("education", "专科", "30"),
    ("education", "中专", "41"), ("education", "高中", "61"), ("education", "初中", "71"),
    ("education", "小学及以下", "81"), ("education", "博士", "11"), ("education", "硕士", "14"),
    ("education", "研究生", "10"), ("education", "文盲", "90"), ("education", "技校", "47"),
    ("education", "职高", "44"), ("education", "本科（全日制）", "21"), ("education", "21", None),
    ("education", "高中及以下", None), ("education", "本科及以上", None), ("yes_no", "是", "1"),
    ("yes_no", "否", "0"), ("yes_no", "√", "1"), ("yes_no", "×", "0"), ("yes_no", "1", "1"), ("yes_no", "0", "0"),
    ("yes_no", "y", "1"), ("yes_no", "Ｎ", "0"), ("yes_no", "有", "1"), ("yes_no", "无", "0"),
    ("skill_grade", "高级技师", "S6"), ("skill_grade", "职业资格一级", "S6"),
    ("skill_grade", "职业资格一级（高级技师）", "S6"), ("skill_grade", "五级/初级工", "S2"),
    ("skill_grade", "无", "S0"), ("skill_grade", "1", None), ("professional_title", "工程师", "3"),
    ("professional_title", "高级工程师", "2"), ("professional_title", "助工", "4"), ("household_type", "农村", "1"),
    ("household_type", "城镇户口", "2"), ("household_type", "居民户口（未区分）", "3"),
    ("employment_status", "在职", "1"), ("employment_status", "待岗", "2"), ("employment_status", "内退", "6"),
    ("employment_form", "劳务派遣工", "3"), ("employment_form", "在编", "1"), ("nef_category", "外卖骑手", "6"),
    ("membership_change_type", "入会", "1"), ("membership_change_reason", "退休", "7"), ("relation", "爱人", "10"),
    ("relation", "儿子", "20"), ("marital_status", "离异", "40"), ("id_type", "身份证", "01"),
    ("id_type", "回乡证", "13"), ("id_type", "护照", None), ("unit_nature", "110", "01"),
    ("unit_nature", "事业单位", "40"), ("unit_nature", "机关", "15"), ("industry", "C", "C"),
    ("industry", "农林牧渔业", "A"), ("industry", "制造业", "C"), ("unit_scale", "10-99人", "2"),
    ("home_level", "五星级", "55"), ("union_post", "女工委员", "32"), ("contract_type", "无固定期限", "2"),
]


@pytest.mark.parametrize(("name", "text", "code"), SPELLINGS)
def test_a_written_value_means_its_code(name: str, text: str, code: str | None) -> None:
    assert codes.get(name).match(text) == code


@pytest.mark.parametrize("name", [name for name in codes.names() if name != "region"])
def test_no_spelling_means_two_codes(name: str) -> None:
    meanings: dict[str, set[str]] = {}
    for entry in codes.get(name):
        for spelling in codes.get(name).spellings(entry):
            meanings.setdefault(fold(spelling), set()).add(entry.code)
    assert {spelling: found for spelling, found in meanings.items() if len(found) > 1} == {}


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("name", codes.names())
def test_every_label_reads_back_as_its_code(name: str, language: str) -> None:
    found = codes.get(name)
    with words.speaking(language):
        assert [e.code for e in found if found.match(found.label(e.code)) != e.code] == []


@pytest.mark.parametrize("name", codes.names())
def test_every_list_is_complete(name: str) -> None:
    found = codes.get(name)
    assert found.basis
    assert len({entry.code for entry in found}) == len(found) > 1
    assert [entry.code for entry in found if not entry.label or not entry.en] == []
    assert [entry.code for entry in found if entry.parent is not None and not found.has(entry.parent)] == []
    assert [entry.code for entry in found if "" in entry.aliases] == []
    assert [e.code for e in found if e.valid_from and e.valid_to and e.valid_to <= e.valid_from] == []


def test_the_peoples_are_fifty_six_with_their_letter_codes() -> None:
    peoples = [entry for entry in codes.get("ethnicity") if entry.code <= "56"]
    assert [entry.code for entry in peoples] == [f"{number:02d}" for number in range(1, 57)]
    letters = [entry.aliases[1] for entry in peoples]
    assert all(len(code) == 2 and code.isupper() for code in letters)
    assert len(set(letters)) == 56


def test_labels_follow_the_language() -> None:
    assert codes.get("sex").label("1") == "男"
    with words.speaking("en"):
        assert codes.get("sex").label("1") == "Male"
        assert dict(codes.get("sex").choices()) == {"1": "Male", "2": "Female"}


def test_an_unknown_code_is_its_own_label() -> None:
    assert codes.get("sex").label("7") == "7"
    assert not codes.get("sex").has("7")
    with pytest.raises(KeyError):
        codes.get("sex").entry("7")


@pytest.mark.parametrize("name", ["no_such_list", "../codes/sex", "", "README"])
def test_an_unknown_list_is_a_mistake(name: str) -> None:
    with pytest.raises(codes.UnknownCodeListError):
        codes.get(name)


def test_lists_are_read_once_and_cannot_be_changed() -> None:
    assert codes.get("sex") is codes.get("sex")
    entry = codes.get("sex").entry("1")
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.label = "他"  # type: ignore[misc]  # that it is refused is the point


def test_what_is_not_offered_is_still_understood() -> None:
    sex = codes.get("sex")
    assert sex.choices() == [("1", "男"), ("2", "女")]
    assert sex.match("未说明") == "9"


def test_choices_respect_the_day() -> None:
    regions = codes.get("region")
    before, after = dict(regions.choices("2009-06-30")), dict(regions.choices(DAY))
    assert "110103" in before
    assert "110103" not in after
    assert regions.label("110103") == "北京市崇文区"


def test_children_are_the_entries_below() -> None:
    assert [entry.code for entry in codes.get("education").children("80")] == ["81", "83"]
    assert [entry.code for entry in codes.get("education").children(None)] == [
        "10", "20", "30", "40", "60", "70", "80", "90"]


@pytest.mark.parametrize(("name", "typed", "first"), [
    ("ethnicity", "汉", "汉族"), ("ethnicity", "weiwuer", "维吾尔族"), ("ethnicity", "tjz", "土家族"),
    ("political_status", "dangyuan", "中共党员"), ("political_status", "qz", "群众"),
    ("education", "bk", "大学本科毕业"), ("industry", "zzy", "制造业"), ("ethnicity", "Zang", "藏族"),
    ("ethnicity", "Tibet", "藏族"),
])
def test_pickers_find_by_character_pinyin_initials_and_english(name: str, typed: str, first: str) -> None:
    assert codes.get(name).find(typed)[0].label == first


def test_pickers_find_nothing_for_nonsense() -> None:
    assert codes.get("ethnicity").find("qqqq") == []


def _regions() -> RegionList:
    found = codes.get("region")
    assert isinstance(found, RegionList)
    return found


@pytest.mark.parametrize(("text", "code"), [
    ("460100", "460100"), ("４６０１００", "460100"), ("海南省海口市", "460100"), ("海南海口", "460100"),
    ("海口", "460100"), ("海南 文昌", "469005"), ("海南省文昌市", "469005"), ("北京朝阳", "110105"),
    ("北京市朝阳区", "110105"), ("朝阳区", None), ("辽宁朝阳", "211300"), ("吉林", "220000"), ("吉林市", "220200"),
    ("吉林吉林", "220200"), ("长沙", "430100"), ("内蒙古呼和浩特", "150100"),
    ("广西壮族自治区南宁市青秀区", "450103"), ("恩施州", "422800"), ("上海浦东", "310115"),
    ("中国上海市浦东新区", "310115"), ("河北省赵县", "130133"), ("鄂伦春旗", "150723"), ("湖南湘西凤凰", "433123"),
    ("香港", "810000"), ("台湾省", "710000"), ("浙江省杭州市江干区", "330104"), ("四川省重庆市", "510200"),
    ("马来西亚", None), ("广东省东莞市厚街镇", None), ("城关区", None), ("", None), ("甘肃省临夏州积石山县", "622927"),
])
def test_regions_are_read_as_people_write_them(text: str, code: str | None) -> None:
    assert _regions().match(text) == code


def test_a_region_shows_the_way_from_its_province() -> None:
    assert _regions().label("469005") == "海南省文昌市"
    assert [step.label for step in _regions().way("110105")] == ["北京市", "朝阳区"]
    assert _regions().way("999999") == ()
    with words.speaking("en"):
        assert _regions().label("460100") == "Haikou City, Hainan"


def test_regions_hold_the_present_and_the_past() -> None:
    regions = _regions()
    assert len(list(regions.offered(DAY))) > 3200
    assert len([entry for entry in regions if entry.valid_to]) > 3000
    assert sum(entry.parent is None for entry in regions.offered(DAY)) == 34
    assert regions.entry("469005").parent == "460000"


def test_two_regions_of_one_name_are_told_apart_by_their_codes() -> None:
    twins = [e for e in _regions() if _regions().label(e.code).endswith(f"({e.code})")]
    assert twins
    assert all(entry.valid_to for entry in twins)


def test_an_entry_is_in_force_from_its_first_day_to_the_day_before_its_last() -> None:
    entry = CodeEntry("1", "一", "one", (), None, "2000-01-01", "2010-01-01")
    assert [entry.is_valid(day) for day in ("1999-12-31", "2000-01-01", "2009-12-31", "2010-01-01")] == [
        False, True, True, False]
