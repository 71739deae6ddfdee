"""Identity numbers, credit codes and card numbers: the vectors of domain reference §1.6 and §3.4, and properties."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calls import calls_of
from union_desk.schema import identity
from union_desk.schema.identity import Fault, read

GOOD = "460100199003070015"
MOST_CALLS = 40  # measured: about 20


def codes_of(faults: tuple[Fault, ...]) -> list[str]:
    return [fault.code for fault in faults]


@pytest.mark.parametrize(("text", "number", "kind", "born", "sex", "region"), [
    ("460100199003070015", "460100199003070015", "01", "1990-03-07", "1", "460100"),
    ("460100199003070023", "460100199003070023", "01", "1990-03-07", "2", "460100"),
    ("46010019780615001X", "46010019780615001X", "01", "1978-06-15", "1", "460100"),
    ("46010019780615001x", "46010019780615001X", "01", "1978-06-15", "1", "460100"),
    ("４６０１００１９７８０６１５００１Ｘ", "46010019780615001X", "01", "1978-06-15", "1", "460100"),
    ("460100200002290038", "460100200002290038", "01", "2000-02-29", "1", "460100"),
    ("810000199212250020", "810000199212250020", "11", "1992-12-25", "2", "810000"),
    ("820000198001010016", "820000198001010016", "11", "1980-01-01", "1", "820000"),
    ("830000199201300022", "830000199201300022", "12", "1992-01-30", "2", "830000"),
    ("946840198511200036", "946840198511200036", "21", "1985-11-20", "1", "46"),
])
def test_valid_numbers_tell_who_they_belong_to(
    text: str, number: str, kind: str, born: str, sex: str, region: str,
) -> None:
    for asked in ("01", "11", "12", "21"):
        assert read(asked, text) == (number, kind, born, sex, region, False, ())
    assert identity.guess_kind(text) == kind


@pytest.mark.parametrize("text", [
    "46010019780615001Х", "46010019780615001х", "46010019780615001Ⅹ", "46010019780615001*", "46010019780615001＊",
    "'46010019780615001X", "460100 19780615 001X", "460100-19780615-001X", "\u200b46010019780615001X\ufeff",
    "46010019780615001X\n", "\u00a046010019780615001X\u3000", "46010019780615001×",
    "４６０１００ １９７８０６１５ ００１ｘ",
])
def test_spellings_become_one(text: str) -> None:
    assert identity.normalise(text) == "46010019780615001X"
    assert read("01", text).faults == ()


@pytest.mark.parametrize(("kind", "text", "faults"), [
    ("01", "", ["empty"]),
    ("01", "  ", ["empty"]),
    ("01", "460100198502290018", ["date"]),
    ("01", "460100199003070016", ["check_digit"]),
    ("01", "46010019900307001", ["length"]),
    ("01", "4601001990030700155", ["length"]),
    ("01", "4601001990030700A5", ["characters"]),
    ("01", "46010019900307001Q", ["characters"]),
    ("01", "46010X199003070015", ["characters"]),
    ("01", "张三", ["length"]),
    ("01", "160100199003070014", ["region"]),
    ("01", "830100199003070015", ["region", "check_digit"]),
    ("01", "460100199003070000", ["precision_lost"]),
    ("02", "460100900230001", ["date"]),
    ("02", "٤٦٠١٠٠٩٠٠٣٠٧٠٠١", ["length"]),
    ("13", "H12345678", []), ("13", "M1234567890", []), ("13", "h 1234 5678", []), ("13", "X12345678", ["format"]),
    ("14", "12345678", []), ("14", "1234567890", []), ("14", "1234567", ["format"]),
    ("22", "USA460085112011", []), ("22", "USA160085112011", ["region"]), ("22", "USA460085132011", ["date"]),
    ("22", "US4600851120011", ["format"]),
    ("31", "E12345678", []), ("31", "EA1234567", []), ("31", "G12345678", []), ("31", "12", ["format"]),
    ("32", "AB1234567", []), ("32", "123456789", []), ("32", "A1", ["format"]),
    ("99", "军官证123", []), ("77", "123", ["unknown_kind"]),
])
def test_each_fault_is_named(kind: str, text: str, faults: list[str]) -> None:
    assert codes_of(read(kind, text).faults) == faults


def test_a_birth_in_the_future_is_a_fault_until_that_day() -> None:
    first = "46010020300615001"
    number = first + identity.check_digit(first)
    assert codes_of(read("01", number, dt.date(2030, 6, 14)).faults) == ["future"]
    assert read("01", number, dt.date(2030, 6, 15)).faults == ()


def test_the_clock_is_asked_when_nobody_names_the_day() -> None:
    tomorrow = (dt.date.today() + dt.timedelta(days=1)).strftime("%Y%m%d")  # noqa: DTZ011  local days
    first = f"460100{tomorrow}001"
    assert codes_of(read("01", first + identity.check_digit(first)).faults) == ["future"]


def test_nobody_was_born_before_1900() -> None:
    first = "46010018991231001"
    assert codes_of(read("01", first + identity.check_digit(first)).faults) == ["date"]


def test_fifteen_digits_are_upgraded_and_flagged() -> None:
    for kind in ("01", "02"):
        reading = read(kind, "460100900307001")
        assert (reading.number, reading.kind, reading.upgraded, reading.faults) == (GOOD, "01", True, ())
    assert identity.guess_kind("460100900307001") == "01"
    assert not read("01", GOOD).upgraded


@pytest.mark.parametrize(("text", "kind"), [
    ("H12345678", "13"), ("12345678", "14"), ("USA460085112011", "22"), ("E12345678", "31"), ("AB1234567", "32"),
    ("123456789", "32"), ("1234567", None), ("张三", None), ("", None), ("13800138000", None),
])
def test_the_kind_of_other_documents_is_guessed_from_the_form(text: str, kind: str | None) -> None:
    assert identity.guess_kind(text) == kind


def test_the_old_card_of_foreigners_takes_the_century_that_is_past() -> None:
    assert read("22", "USA460085112011").birth_date == "1985-11-20"
    assert read("22", "USA460005010111").birth_date == "2005-01-01"


@pytest.mark.parametrize(("value", "lost"), [
    ("4.6010019900307E+17", True), ("4.60100E+17", True), ("1.38E+10", True), (460100199003070017.0, True),
    (460100199003070000, True), ("460100199003070015.0", True), ("４.６Ｅ＋１７", True), ("4.6 E+17", True),
    (1e15, True), (460100900307001, False), (460100900307001.0, False), ("460100199003070015", False),
    ("46010019780615001X", False), (13800138000.0, False), ("1.3800138E+7", False), ("", False), ("E12345678", False),
    (None, False), (True, False), ("EA1234567", False), ("1e5", True), ("男", False), (float("nan"), False),
])
def test_lost_precision_is_seen(value: object, *, lost: bool) -> None:
    assert identity.precision_lost(value) is lost


PLACES = st.sampled_from(["460100", "110100", "650100", "810000", "946840"])
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31))


@st.composite
def numbers(draw: st.DrawFn) -> str:
    first = f"{draw(PLACES)}{draw(DAYS):%Y%m%d}{draw(st.integers(1, 999)):03d}"
    return first + identity.check_digit(first)


@given(numbers())
def test_every_made_number_is_valid_and_tells_its_parts(number: str) -> None:
    reading = read("01", number)
    assert reading.faults == ()
    assert reading.number == number
    assert reading.birth_date is not None
    assert reading.birth_date.replace("-", "") == number[6:14]
    assert reading.sex == ("1" if int(number[16]) % 2 else "2")


@given(numbers(), st.integers(0, 17), st.integers(1, 9))
def test_any_single_altered_digit_is_caught(number: str, place: int, change: int) -> None:
    old = 10 if number[place] == "X" else int(number[place])
    new = (old + change) % (11 if place == 17 else 10)
    altered = number[:place] + ("X" if new == 10 else str(new)) + number[place + 1 :]
    if altered != number:
        assert read("01", altered).faults


@given(numbers(), st.integers(0, 15))
def test_neighbours_exchanged_are_caught(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert read("01", swapped).faults


@given(DAYS.filter(lambda day: day.year < 2000), st.integers(1, 999))
def test_an_upgrade_gives_back_the_fifteen_digits(day: dt.date, order: int) -> None:
    old = f"460100{day:%y%m%d}{order:03d}"
    reading = read("02", old)
    assert reading.upgraded
    assert reading.number[:6] + reading.number[8:17] == old
    assert reading.birth_date == day.isoformat()
    assert reading.faults == () == read("01", reading.number).faults


@given(st.one_of(numbers(), numbers().map(str.lower), numbers().map(lambda n: n[:17] + "0"), st.text(max_size=20)),
       st.sampled_from(["01", "02", "11", "21", "31"]), st.booleans(), st.booleans())
def test_a_number_agrees_just_when_reading_it_says_so(number: str, kind: str, other_day: bool, other_sex: bool) -> None:
    reading = read("01", number)
    born = "1991-01-01" if other_day else reading.birth_date
    sex = "2" if other_sex else reading.sex
    told = read(kind, number)
    same = not told.faults and not told.upgraded and (told.kind, told.birth_date, told.sex) == (kind, born, sex)
    assert identity.agrees(kind, number, born, sex) == same


@given(st.text(max_size=25), st.sampled_from(["01", "02", "11", "12", "13", "14", "21", "22", "31", "32", "99", "xx"]))
def test_reading_never_raises_and_is_idempotent(text: str, kind: str) -> None:
    reading = read(kind, text)
    assert identity.normalise(reading.number) == reading.number
    identity.guess_kind(text)
    identity.precision_lost(text)


@pytest.mark.parametrize("first", ["", "4601001990030700", "4601001990030700155", "46010019900307OO1",
"４６０１００１９９００３０７００１"])
def test_no_check_digit_for_what_is_not_seventeen_digits(first: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the class is the whole contract
        identity.check_digit(first)


def test_reading_a_good_number_costs_a_few_calls() -> None:
    days = [dt.date(1960, 1, 1) + dt.timedelta(days=n) for n in range(1000)]
    firsts = [f"460100{days[n]:%Y%m%d}{n % 999 + 1:03d}" for n in range(1000)]
    numbers = [first + identity.check_digit(first) for first in firsts]
    read("01", numbers[0])
    assert calls_of(lambda: [read("01", number) for number in numbers]) / len(numbers) < MOST_CALLS


@pytest.mark.parametrize(("text", "is_union"), [
    ("91350100M000100Y43", False), ("81460100MC0000012U", True), ("81460100MC00000A6H", True),
    ("81460100mc00000a6h", True), ("８１４６０１００ＭＣ０００００１２Ｕ", True), ("8146 0100 MC00 0001 2U", True),
])
def test_valid_credit_codes(text: str, *, is_union: bool) -> None:
    reading = identity.credit_code(text)
    assert reading.faults == ()
    assert reading.is_union is is_union
    parts = (reading.department, reading.category, reading.region, reading.organisation, reading.code[17])
    assert "".join(part or "?" for part in parts) == reading.code


@pytest.mark.parametrize(("text", "faults"), [
    ("", ["empty"]), ("81460100MC0000012", ["length"]), ("81460100MC000001OU", ["characters"]),
    ("91350100M000100Y44", ["check_digit"]), ("91350100M000100X43", ["organisation_check", "check_digit"]),
    ("X1350100M000100Y43", ["department", "check_digit"]), ("91990100M000100Y43", ["region", "check_digit"]),
])
def test_each_fault_of_a_credit_code_is_named(text: str, faults: list[str]) -> None:
    assert codes_of(identity.credit_code(text).faults) == faults


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8), st.sampled_from(["46", "11",
"10"]),
       st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_any_altered_character_of_a_credit_code_is_caught(body: str, province: str, place: int, new: str) -> None:
    first = f"81{province}0100{body}{identity.organisation_check_digit(body)}"
    code = first + identity.credit_check_digit(first)
    assert identity.credit_code(code).faults == ()
    altered = code[:place] + new + code[place + 1 :]
    if altered != code:
        assert identity.credit_code(altered).faults


@pytest.mark.parametrize(("text", "code", "faults"), [
    ("M000100Y-4", "M000100Y4", []), ("m000100y4", "M000100Y4", []), ("M000100Y5", "M000100Y5", ["check_digit"]),
    ("M000100", "M000100", ["format"]), ("", "", ["empty"]),
])
def test_organisation_codes_of_before_2016(text: str, code: str, faults: list[str]) -> None:
    found, problems = identity.organisation_code(text)
    assert (found, codes_of(problems)) == (code, faults)


@pytest.mark.parametrize(("text", "right"), [
    ("4539578763621486", True), ("4539 5787 6362 1486", True), ("4539578763621487", False), ("79927398713", True),
    ("", False), ("abc", False), ("６２９９９９００００００００００００４", True),
])
def test_card_numbers_pass_luhn(text: str, *, right: bool) -> None:
    assert identity.luhn(text) is right


@given(st.text(alphabet="0123456789", min_size=12, max_size=18), st.integers(0, 30), st.integers(1, 9))
def test_luhn_catches_any_single_digit(body: str, place: int, change: int) -> None:
    number = next(body + str(last) for last in range(10) if identity.luhn(body + str(last)))
    at = place % len(number)
    altered = number[:at] + str((int(number[at]) + change) % 10) + number[at + 1 :]
    assert not identity.luhn(altered)
