"""English names of Chinese places: pinyin of the proper part, a word for its kind, the customary spellings."""

from __future__ import annotations

import csv
from pathlib import Path

from pypinyin import Style, lazy_pinyin, load_phrases_dict, load_single_dict

PEOPLES = Path(__file__).resolve().parent.parent / "codes" / "ethnicity.csv"

PROVINCES = {
    "北京市": "Beijing", "天津市": "Tianjin", "河北省": "Hebei", "山西省": "Shanxi", "内蒙古自治区": "Inner Mongolia",
    "辽宁省": "Liaoning", "吉林省": "Jilin", "黑龙江省": "Heilongjiang", "上海市": "Shanghai", "江苏省": "Jiangsu",
    "浙江省": "Zhejiang", "安徽省": "Anhui", "福建省": "Fujian", "江西省": "Jiangxi", "山东省": "Shandong",
    "河南省": "Henan", "湖北省": "Hubei", "湖南省": "Hunan", "广东省": "Guangdong", "广西壮族自治区": "Guangxi",
    "海南省": "Hainan", "重庆市": "Chongqing", "四川省": "Sichuan", "贵州省": "Guizhou", "云南省": "Yunnan",
    "西藏自治区": "Tibet", "陕西省": "Shaanxi", "甘肃省": "Gansu", "青海省": "Qinghai", "宁夏回族自治区": "Ningxia",
    "新疆维吾尔自治区": "Xinjiang", "台湾省": "Taiwan", "香港特别行政区": "Hong Kong", "澳门特别行政区": "Macao",
}

# Names that are not spelt after the characters.
CUSTOMARY = {
    "呼和浩特": "Hohhot", "鄂尔多斯": "Ordos", "呼伦贝尔": "Hulunbuir", "巴彦淖尔": "Bayannur", "乌兰察布": "Ulanqab",
    "锡林郭勒": "Xilingol", "阿拉善": "Alxa", "兴安": "Hinggan", "锡林浩特": "Xilinhot", "乌兰浩特": "Ulanhot",
    "二连浩特": "Erenhot", "哈尔滨": "Harbin", "齐齐哈尔": "Qiqihar", "乌鲁木齐": "Urumqi", "克拉玛依": "Karamay",
    "吐鲁番": "Turpan", "博尔塔拉": "Bortala", "巴音郭楞": "Bayingolin", "阿克苏": "Aksu", "克孜勒苏": "Kizilsu",
    "喀什": "Kashgar", "和田": "Hotan", "伊犁": "Ili", "阿勒泰": "Altay", "库尔勒": "Korla", "伊宁": "Yining",
    "拉萨": "Lhasa", "日喀则": "Shigatse", "昌都": "Chamdo", "林芝": "Nyingchi", "那曲": "Nagqu", "阿里": "Ngari",
    "甘孜": "Garze", "阿坝": "Aba", "果洛": "Golog", "玉树": "Yushu", "海西": "Haixi", "德令哈": "Delingha",
    "中沙群岛的岛礁及其海域": "Zhongsha Islands and their waters", "西沙群岛": "Xisha Islands",
    "南沙群岛": "Nansha Islands", "西南中沙群岛办事处": "Office of the Xisha, Nansha and Zhongsha Islands",
    "沙头角区办事处": "Shatoujiao District Office", "格尔木": "Golmud", "石家庄": "Shijiazhuang",
    "克什克腾": "Hexigten", "图木舒克": "Tumxuk", "阿拉尔": "Aral",
}

# Place names that the dictionary would read wrongly.
READINGS = {
    "六合": "lu he", "乐陵": "lao ling", "洪洞": "hong tong", "荥经": "ying jing", "浚县": "xun xian",
    "单县": "shan xian", "繁峙": "fan shi", "涡阳": "guo yang", "筠连": "jun lian", "宕昌": "tan chang",
    "朝阳": "chao yang", "珲春": "hun chun", "穆棱": "mu ling", "覃塘": "qin tang", "漯河": "luo he",
    "南乐": "nan le", "民乐": "min le", "马尾": "ma wei", "龙圩": "long xu", "蚌山": "beng shan", "伽师": "jia shi",
    "尼勒克": "ni le ke",
}

KINDS = (
    ("行政委员会", "Administrative Committee"), ("特别行政区", "Special Administrative Region"),
    ("自治区", "Autonomous Region"), ("自治州", "Autonomous Prefecture"), ("自治县", "Autonomous County"),
    ("自治旗", "Autonomous Banner"), ("联合旗", "United Banner"), ("林区", "Forestry District"),
    ("新区", "New District"), ("特区", "Special District"), ("矿区", "Mining District"), ("地区", "Prefecture"),
    ("左翼后旗", "Left Wing Rear Banner"), ("左翼前旗", "Left Wing Front Banner"),
    ("左翼中旗", "Left Wing Middle Banner"), ("右翼前旗", "Right Front Banner"), ("右翼中旗", "Right Middle Banner"),
    ("右翼后旗", "Right Rear Banner"), ("左旗", "Left Banner"), ("右旗", "Right Banner"), ("前旗", "Front Banner"),
    ("中旗", "Middle Banner"), ("后旗", "Rear Banner"), ("区", "District"), ("市", "City"), ("县", "County"),
    ("旗", "Banner"), ("盟", "League"), ("省", "Province"), ("镇", "Town"),
)


def _peoples() -> dict[str, str]:
    with PEOPLES.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(line for line in stream if not line.startswith("#"))
        names = {row[1]: row[2] for row in rows if row[1].endswith("族")}
    bare = {name.removesuffix("族"): en for name, en in names.items() if len(name) > len("汉族")}
    return names | bare | {"各族": "Multi-ethnic"}


_PEOPLES = _peoples()
load_single_dict({ord("都"): "dū", ord("长"): "cháng", ord("什"): "shí", ord("曾"): "zēng"})
load_phrases_dict({name: [[syllable] for syllable in reading.split()] for name, reading in READINGS.items()})


def english(name: str) -> str:
    """Return the English name of a place: 'Haikou City', 'Mengcun Hui Autonomous County'."""
    if name in PROVINCES:
        return PROVINCES[name]
    kind, word = next(((kind, word) for kind, word in KINDS if name.endswith(kind) and name != kind), ("", ""))
    proper = name.removesuffix(kind)
    if kind.startswith("自治"):
        proper, peoples = _without_peoples(proper)
        return " ".join(filter(None, (_spell(proper) if proper else "", " and ".join(peoples), word)))
    if len(proper) == 1:  # 赵县 is Zhaoxian County: one syllable does not stand alone
        return f"{_spell(name)} {word}".strip()
    return f"{_spell(proper)} {word}".strip()


def _without_peoples(proper: str) -> tuple[str, list[str]]:
    peoples: list[str] = []
    while True:
        last = next((p for p in sorted(_PEOPLES, key=len, reverse=True) if proper.endswith(p)), None)
        if last is None:
            return proper, peoples
        proper = proper.removesuffix(last)
        peoples.insert(0, _PEOPLES[last])


def _spell(proper: str) -> str:
    if proper in CUSTOMARY:
        return CUSTOMARY[proper]
    first, *rest = lazy_pinyin(proper, style=Style.NORMAL, v_to_u=True)
    return (first + "".join(f"'{s}" if s[0] in "aeo" else s for s in rest)).capitalize()
