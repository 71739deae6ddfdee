"""Amounts of money in Chinese capitals, as vouchers ask for them (domain reference §6.7)."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = (("亿", 100_000_000), ("万", 10_000))
LARGEST_FEN = 10**18 - 1


def capitals(fen: int) -> str:
    """Return an amount of fen in capitals: 2410 → 贰拾肆元壹角整, 100500 → 壹仟零伍元整.

    A negative amount begins with 负. OverflowError beyond sixteen places of yuan.
    """
    if abs(fen) > LARGEST_FEN:
        raise OverflowError(fen)
    sign = "负" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    jiao, last = divmod(rest, 10)
    if rest == 0:
        return f"{sign}{_whole(yuan) or _DIGITS[0]}元整"
    text = f"{_whole(yuan)}元" if yuan else ""
    # Where the yuan end in 0, or no jiao stand between, a zero keeps the places apart.
    gap = _DIGITS[0] if yuan and (jiao == 0 or yuan % 10 == 0) else ""
    text += gap + (f"{_DIGITS[jiao]}角" if jiao else "")
    return f"{sign}{text}{_DIGITS[last]}分" if last else f"{sign}{text}整"


def _whole(yuan: int) -> str:
    """Return whole yuan without the word for yuan; nothing for 0."""
    for unit, size in _GROUPS:
        if yuan >= size:
            high, low = divmod(yuan, size)
            gap = _DIGITS[0] if 0 < low < size // 10 else ""
            return f"{_whole(high)}{unit}{gap}{_whole(low)}"
    return _four(yuan)


def _four(group: int) -> str:
    """Return up to four places; zeros between other digits become one."""
    text, gap = "", False
    for place in range(len(_PLACES) - 1, -1, -1):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
