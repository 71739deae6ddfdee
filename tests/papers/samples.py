"""Invented members for the papers: ordinary, minority, rare, very long, foreign and nearly empty ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.papers.job import Details

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Values

UNION = {
    "union_name": "南海市蓝天机械制造有限公司工会委员会",
    "union_code": "81460100MC0000012U",
    "parent_union": "南海市滨海区总工会",
    "phone": "0898-66001234",
}
LONG_NAME = "阿卜杜热西提·麦麦提图尔荪·阿布都克热木·艾合麦提江·吐尔逊娜依·古丽巴哈尔·买买提明·阿不力米提"
RARE_NAME = "𠮷𡃁𪚥𫝆𬱖"
UNKNOWN_NAME = "王\U0002ebf1\ue001"  # Extension I and a private-use code point: no font has them
GROUPS = {"b1": "机修车间工会小组", "b2": "总装车间工会小组", "b3": "机关分会"}

ORDINARY: Values = {
    "id": "m1",
    "name": "张伟",
    "name_pinyin": "zhang wei",
    "sex": "1",
    "birth_date": "1990-03-07",
    "ethnicity": "01",
    "id_type": "01",
    "id_number": "460100199003070015",
    "id_valid_from": "2016-05-01",
    "id_valid_to": "2036-05-01",
    "mobile": "13800001234",
    "employer_name": "南海市蓝天机械制造有限公司",
    "department": "生产部",
    "workshop": "机修车间",
    "team": "二班",
    "post": "机修钳工",
    "job_title": "班长",
    "professional_title": "3",
    "education": "31",
    "political_status": "01",
    "native_place": "海南文昌",
    "home_address": "南海市滨海区望海路18号蓝天小区3栋2单元501室",
    "join_union_date": "2012-07-01",
    "work_start_date": "2011-07-15",
    "member_no": "LT00012",
    "branch_id": "b1",
    "dues_base": 653_000,
    "own_will": True,
    "authorised_by_member": True,
    "card_tail": "0187",
    "resume": "2008.09—2011.07 南海职业技术学院 学习\n2011.07—2016.03 机修车间 钳工\n2016.03至今 机修车间二班 班长",
}
MINORITY: Values = {
    **ORDINARY,
    "id": "m2",
    "name": LONG_NAME,
    "name_pinyin": "abudurexiti maimaiti tuersun abudukeremu aihemaitijiang tuersunnayi gulibahaer",
    "sex": "2",
    "ethnicity": "05",
    "id_number": "460100199003070023",
    "id_valid_to": None,
    "id_no_expiry": True,
    "employer_name": "南海市蓝天机械制造有限公司滨海分公司（原国营第三农业机械修造厂）第二生产基地总装车间及服务中心",
    "home_address": "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县孙扎齐牛录镇雀尔盘村二组幸福路北三巷12号东侧",
    "department": "第二生产基地总装车间管理办公室",
    "workshop": "重型装备总装车间",
    "team": "夜班第十二班组",
    "apply_kind": "3",
    "existing_card_tail": "9921",
    "branch_id": "b2",
    "card_tail": "0203",
}
RARE: Values = {
    **ORDINARY,
    "id": "m3",
    "name": RARE_NAME,
    "name_pinyin": None,
    "id_number": "46010019780615001X",
    "birth_date": "1978-06-15",
    "branch_id": None,
    "card_tail": "0351",
}
UNKNOWN: Values = {
    **ORDINARY,
    "id": "m4",
    "name": UNKNOWN_NAME,
    "name_pinyin": None,
    "branch_id": "b1",
    "card_tail": "0410",
}
FOREIGN: Values = {
    "id": "m5",
    "name": "MARIA FERNANDA DE LOS ANGELES RODRIGUEZ GUTIERREZ",
    "sex": "2",
    "birth_date": "1985-11-20",
    "id_type": "21",
    "id_number": "946840198511200036",
    "mobile": "13900005678",
    "tax_statement": True,
    "branch_id": "b3",
}
EMPTY: Values = {"id": "m6", "name": "李娜", "id_number": "810000199212250020"}
EVERYBODY: Sequence[Values] = (ORDINARY, MINORITY, RARE, UNKNOWN, FOREIGN, EMPTY)
FAMILY: list[Values] = [
    {"relation": "10", "name": "王芳", "employer": "南海市第二人民医院护理部", "phone": "13700002222"},
    {"relation": "20", "name": "张小川", "employer": "南海市实验小学", "phone": None},
]

DETAILS = Details(
    day="2026-11-20",
    month="2026-11",
    groups=GROUPS,
    families={"m1": FAMILY},
    bank_name="南海银行",
    bank_branch="滨海支行营业部",
    submitted_at="2026-11-20",
    submitted_by="陈静",
    medium="usb",
    printed_at="2026-11-20 09:30",
    serial="20261120093000-A1B2C3",
    reproducible=True,
)
