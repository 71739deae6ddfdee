"""Names: what is tidied, and what is only pointed out."""

from __future__ import annotations

import pytest

from union_desk.exchange import names


@pytest.mark.parametrize(
    ("name", "tidy", "codes"),
    [
        ("张三", "张三", ""),
        ("张 三", "张三", "name_blanks"),
        ("张\u3000三", "张三", "name_blanks"),
        ("王 小 明", "王小明", "name_blanks"),
        ("欧阳 修", "欧阳修", "name_blanks"),
        ("张三 李四", "张三 李四", "name_dot"),
        ("阿依古丽 买买提", "阿依古丽 买买提", "name_dot"),
        ("阿依古丽·买买提", "阿依古丽·买买提", ""),
        ("张三、李四", "张三、李四", "several_people"),
        ("张三\n李四", "张三\n李四", "several_people"),
        ("王\ue001", "王\ue001", "name_private_character"),
        ("王\ue863", "王\u4dae", "name_private_mended"),
        ("李?明", "李?明", "name_lost_character"),
        ("李□明", "李□明", "name_lost_character"),
        ("John Smith", "John Smith", ""),
        ("𠮷𡈽安", "𠮷𡈽安", ""),
    ],
)
def test_a_name_is_tidied_or_pointed_out(name: str, tidy: str, codes: str) -> None:
    value, remarks = names.tidy(name)
    assert (value, {r.code for r in remarks}) == (tidy, set(codes.split()))
    assert all(r.text() for r in remarks)


def test_the_suggestion_for_a_lost_dot_has_the_dot() -> None:
    assert names.tidy("古力娜扎 拜合提")[1][0].suggestion == "古力娜扎·拜合提"
