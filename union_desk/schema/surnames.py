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
    "毌丘": ("guan", "qiu"), "库狄": ("she", "di"), "可频": ("ke", "pin"), "贺兰": ("he", "lan"),
}

SINGLE: dict[str, tuple[str, ...]] = {
    "单": ("shan",), "仇": ("qiu",), "曾": ("zeng",), "区": ("ou",), "查": ("zha",), "解": ("xie",),
    "盖": ("ge", "gai"), "朴": ("piao",), "乐": ("yue", "le"), "覃": ("qin", "tan"), "缪": ("miao",), "员": ("yun",),
    "么": ("yao",), "种": ("chong",), "召": ("shao",), "繁": ("po",), "洗": ("xian",), "冼": ("xian",),
    "任": ("ren",), "华": ("hua",), "尉": ("wei", "yu"), "长": ("zhang",), "令": ("ling",), "宁": ("ning",),
    "翟": ("zhai", "di"), "石": ("shi",), "卜": ("bu",), "贾": ("jia",), "车": ("che",), "折": ("she",),
    "舍": ("she",), "褚": ("chu",), "燕": ("yan",), "应": ("ying",), "葛": ("ge",), "哈": ("ha",),
    "纪": ("ji",), "俞": ("yu",), "余": ("yu",), "佘": ("she",), "能": ("nai",), "牟": ("mou", "mu"),
    "秘": ("bi", "mi"), "隗": ("wei", "kui"), "郇": ("xun", "huan"), "黑": ("he", "hei"), "逄": ("pang",),
    "晟": ("cheng", "sheng"), "眭": ("sui",), "麴": ("qu",), "那": ("na",), "祭": ("zhai",), "幺": ("yao",),
    "参": ("shen", "can"), "教": ("jiao",), "侯": ("hou",), "六": ("lu",), "陆": ("lu",), "柏": ("bai", "bo"),
    "薄": ("bo",), "卡": ("qia", "ka"), "呙": ("guo",), "郗": ("xi", "chi"), "郄": ("qie", "xi"), "戚": ("qi",),
    "祝": ("zhu",), "谌": ("chen", "shen"), "谷": ("gu",), "降": ("jiang",), "相": ("xiang",), "盛": ("sheng",),
    "强": ("qiang",), "暴": ("bao",), "宓": ("mi", "fu"), "不": ("fou", "bu"), "句": ("gou",), "呼": ("hu",),
    "过": ("guo",), "撒": ("sa",), "沈": ("shen",), "莘": ("shen", "xin"), "晁": ("chao",),
    "殷": ("yin",), "尹": ("yin",), "阚": ("kan",), "阙": ("que",), "顿": ("dun",), "调": ("diao",),
    "藏": ("zang",), "臧": ("zang",), "重": ("chong",), "朝": ("chao",), "都": ("du",), "还": ("huan",),
    "行": ("xing",), "会": ("gui",), "洞": ("dong",), "庹": ("tuo",), "於": ("yu",), "乜": ("nie", "mie"),
    "炅": ("gui", "jiong"), "郏": ("jia",), "适": ("kuo", "shi"), "撖": ("han",), "妫": ("gui",), "芈": ("mi",),
    "宿": ("su",), "给": ("ji", "gei"), "孛": ("bo", "bei"), "咎": ("jiu",), "昝": ("zan",), "弭": ("mi",),
    "斜": ("xie",), "粘": ("nian",), "赵": ("zhao",), "肖": ("xiao",), "钭": ("tou", "dou"), "弗": ("fu",),
    "尧": ("yao",), "油": ("you",), "訾": ("zi",), "仉": ("zhang",), "亓": ("qi",), "阿": ("a",),
    "啜": ("chuo", "chuai"),
    "吕": ("lü",), "女": ("ru", "nü"), "闾": ("lü",), "律": ("lü",),
}
