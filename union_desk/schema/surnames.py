"""Surnames of two characters, and surnames that are not read as their character usually is.

Readings have no tones; where a family may read its name in two ways, the more frequent stands first.
"""

from __future__ import annotations

COMPOUND: dict[str, tuple[str, str]] = {
    "欧阳": ("ou", "yang"), "太史": ("tai", "shi"), "端木": ("duan", "mu"), "上官": ("shang", "guan"),
    "司马": ("si", "ma"), "东方": ("dong", "fang"), "独孤": ("du", "gu"), "南宫": ("nan", "gong"),
    "万俟": ("mo", "qi"), "闻人": ("wen", "ren"), "夏侯": ("xia", "hou"), "诸葛": ("zhu", "ge"),
    "尉迟": ("yu", "chi"), "公羊": ("gong", "yang"), "赫连": ("he", "lian"), "澹台": ("tan", "tai"),
    "皇甫": ("huang", "fu"), "宗政": ("zong", "zheng"), "濮阳": ("pu", "yang"), "公冶": ("gong", "ye"),
    "太叔": ("tai", "shu"), "申屠": ("shen", "tu"), "公孙": ("gong", "sun"), "慕容": ("mu", "rong"),
    "仲孙": ("zhong", "sun"), "钟离": ("zhong", "li"), "长孙": ("zhang", "sun"), "宇文": ("yu", "wen"),
    "司徒": ("si", "tu"), "鲜于": ("xian", "yu"), "司空": ("si", "kong"), "闾丘": ("lü", "qiu"),
    "子车": ("zi", "ju"), "亓官": ("qi", "guan"), "司寇": ("si", "kou"), "巫马": ("wu", "ma"),
    "公西": ("gong", "xi"), "颛孙": ("zhuan", "sun"), "壤驷": ("rang", "si"), "公良": ("gong", "liang"),
    "漆雕": ("qi", "diao"), "乐正": ("yue", "zheng"), "宰父": ("zai", "fu"), "谷梁": ("gu", "liang"),
    "拓跋": ("tuo", "ba"), "夹谷": ("jia", "gu"), "轩辕": ("xuan", "yuan"), "令狐": ("ling", "hu"),
    "段干": ("duan", "gan"), "百里": ("bai", "li"), "呼延": ("hu", "yan"), "东郭": ("dong", "guo"),
    "南门": ("nan", "men"), "羊舌": ("yang", "she"), "微生": ("wei", "sheng"), "梁丘": ("liang", "qiu"),
    "左丘": ("zuo", "qiu"), "东门": ("dong", "men"), "西门": ("xi", "men"), "第五": ("di", "wu"),
    "公仪": ("gong", "yi"), "单于": ("chan", "yu"), "淳于": ("chun", "yu"), "叶赫": ("ye", "he"),
    "完颜": ("wan", "yan"), "纳兰": ("na", "lan"), "哥舒": ("ge", "shu"), "屈突": ("qu", "tu"),
    "毌丘": ("guan", "qiu"), "可频": ("ke", "pin"), "贺兰": ("he", "lan"),
}

SINGLE: dict[str, tuple[str, ...]] = {
    "单": ("shan",), "仇": ("qiu",), "曾": ("zeng",), "区": ("ou",), "查": ("zha",), "解": ("xie",),
    "盖": ("ge", "gai"), "朴": ("piao",), "乐": ("yue", "le"), "缪": ("miao",), "员": ("yun",), "么": ("yao",),
    "种": ("chong",), "召": ("shao",), "繁": ("po",), "洗": ("xian",), "长": ("zhang",), "卜": ("bu",),
    "车": ("che",), "折": ("she",), "能": ("nai",), "秘": ("bi", "mi"), "黑": ("he", "hei"), "晟": ("cheng", "sheng"),
    "祭": ("zhai",), "参": ("shen", "can"), "六": ("lu",), "薄": ("bo",), "卡": ("qia", "ka"), "郄": ("qie", "xi"),
    "降": ("jiang",), "盛": ("sheng",), "暴": ("bao",), "不": ("fou", "bu"), "句": ("gou",), "莘": ("shen", "xin"),
    "阚": ("kan",), "调": ("diao",), "藏": ("zang",), "重": ("chong",), "朝": ("chao",), "都": ("du",),
    "还": ("huan",), "行": ("xing",), "会": ("gui",), "洞": ("dong",), "於": ("yu",), "乜": ("nie", "mie"),
    "炅": ("gui", "jiong"), "适": ("kuo", "shi"), "宿": ("su",), "给": ("ji", "gei"), "孛": ("bo", "bei"),
    "粘": ("nian",), "啜": ("chuo", "chuai"), "贲": ("ben",), "蔚": ("yu", "wei"), "传": ("chuan",),
}
