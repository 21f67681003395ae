"""Currency signs and codes as people write them beside amounts."""

from __future__ import annotations

CODES = frozenset((
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP",
    "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KRW", "KES", "MXN", "MYR",
    "NGN", "NOK", "NZD", "PEN", "PHP", "PKR", "PLN", "RON", "RSD", "RUB", "SAR", "SEK", "SGD",
    "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR",
))  # fmt: skip
"""Codes that are looked for in front of and behind a number."""

SIGNS: dict[str, frozenset[str]] = {
    "US$": frozenset({"USD"}),
    "A$": frozenset({"AUD"}),
    "C$": frozenset({"CAD"}),
    "R$": frozenset({"BRL"}),
    "$": frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP", "EGP"}),
    "¥": frozenset({"JPY", "CNY"}),
    "₹": frozenset({"INR"}),
    "₽": frozenset({"RUB"}),
    "₺": frozenset({"TRY"}),
    "₩": frozenset({"KRW"}),
    "₪": frozenset({"ILS"}),
    "zł": frozenset({"PLN"}),
    "Kč": frozenset({"CZK"}),
    "Ft": frozenset({"HUF"}),
    "kr.": frozenset({"SEK", "NOK", "DKK", "ISK"}),
    "kr": frozenset({"SEK", "NOK", "DKK", "ISK"}),
    "Fr.": frozenset({"CHF"}),
}
"""Codes that a sign can stand for."""


def contradicts(written: str, currency: str) -> bool:
    """Whether a sign or code beside an amount is not that of another currency.

    Parameters
    ----------
    written : str
        Sign or code beside the amount.
    currency : str
        Currency that was expected, as a code or a sign.
    """
    return not _codes(written) & _codes(currency)


def _codes(written: str) -> frozenset[str]:
    text = written.strip()
    folded = {sign.casefold(): codes for sign, codes in SIGNS.items()}
    return folded.get(text.casefold(), frozenset({text.upper()}))
