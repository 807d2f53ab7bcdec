from __future__ import annotations

import pytest

from domain.contacts import LineType
from pipelines.clean import clean
from pipelines.phone import find_phones, person_lines, read_phone

NUMBER = "+31600123456"


def numbers(text: str) -> list[str]:
    return person_lines(find_phones(clean(text).text))


@pytest.mark.parametrize(
    "written",
    [
        "0600123456",
        "06-00123456",
        "06 00 12 34 56",
        "06.00.12.34.56",
        "06/00/12/34/56",
        "0 6 0 0 1 2 3 4 5 6",
        "0.6.0.0.1.2.3.4.5.6",
        "06 [00] [12] (34) {56}",
        "06*00*12*34*56",
        "06❤00❤12❤34❤56",
        "+31600123456",
        "+31 (0)6 00 12 34 56",
        "(+31)600123456",
        "0031 6 00123456",
        "00-31-6-00-12-34-56",
        "31600123456",
        "nul zes nul nul een twee drie vier vijf zes",
        "nulzesnulnuleentweedrievierVijfzes",
        "06 nul nul twaalf vierendertig zesenvijftig",
        "06 nul nul twaalf 34 zes en vijftig",
        "bel zes nul nul twaalf vierendertig zesenvijftig",
        "zero six double zero twelve thirty four fifty-six",
        "oh six zero zero one two three four five six",
        "plus eenendertig zes nul nul twaalf vierendertig zesenvijftig",
        "O6 oo l2 34 56",
        "o6-oo-I2-34-56",
        "0️⃣6️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣",
        "０６-００１２３４５６",
        "⓪⑥ ⓪⓪ ①② ③④ ⑤⑥",
        "06\u200b00\u200b12\u200b34\u200b56",
        "<a href='tel:+31600123456'>bel mij</a>",
        "tel:+31-6-00123456",
        "https://wa.me/31600123456?text=hoi",
        "https://api.whatsapp.com/send?phone=31600123456&text=x",
        "geboren 14-02-1995, bel 06 00123456",
        "€ 150 06 00123456 €100",
        "06 00123456 24/7 bereikbaar",
        "van 10:00 tot 22:00 06 00 12 34 56",
        "1012 AB Amsterdam 06 00123456",
    ],
)
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert numbers(written) == [NUMBER]


@pytest.mark.parametrize(
    "text",
    [
        "KvK 06001234",
        "KvK-nummer: 0600123456",
        "IBAN NL91 ABNA 0417 1643 00",
        "artikelnummer 0600123456",
        "maten 90-60-90, lengte 170 cm, 60 kg",
        "10 20 30 40 50 60 70",
        "2026-06-12 34 56 78 90",
        "12-06-2026 om 10:00",
        "060012345678",
        "06 00 12 34 5",
        "0970 12345678",
        "30 min 80 1 uur 150 2 uur 280",
        "ref AB0600123456",
        "https://voorbeeld.invalid/ad/0600123456",
        "zes nul nul een twee drie vier vijf zes",
        "0900-8844",
    ],
)
def test_what_only_has_many_digits_is_no_number(text: str) -> None:
    assert numbers(text) == []


def test_a_machine_line_is_seen_but_is_no_person() -> None:
    found = find_phones("097012345678")
    assert [phone.line for phone in found] == [LineType.MACHINE]
    assert person_lines(found) == []


def test_a_foreign_number_needs_its_country_code() -> None:
    assert numbers("+40 712 345 678 24 uur") == ["+40712345678"]
    assert numbers("0212 345 678") == []


def test_two_numbers_keep_their_order() -> None:
    assert numbers("06 00123456 of 06 00654321") == [NUMBER, "+31600654321"]


def test_a_hidden_number_says_so() -> None:
    assert [phone.rule for phone in find_phones("06 nul nul 12 34 56, 06-00654321")] == ["hidden", "plain"]


def test_a_number_never_shows_in_a_repr() -> None:
    assert "600123456" not in repr(find_phones("0600123456"))


def test_a_field_may_hold_a_bare_international_number() -> None:
    found = read_phone("31600123456")
    assert found is not None
    assert found.e164 == NUMBER
