"""Names that betray what a column is: a result of sales, a step towards them, or known late."""

from __future__ import annotations

import re

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_APART = re.compile(r"[^a-z0-9]+")

_NOT_OURS = re.compile(
    r" (competitors?|competition|rivals?|market|category|industry|sector|macro|economy) "
)
"""What the market does is a cause, however it is called."""

_NOT_SALES = re.compile(
    r" (sales?|orders?|bookings?|revenue) (price|fee|promo|promotion|staff|tax|force|"
    r"days?|season|discounts?|events?|target|flag)s? | (no|stop|on|for) sale "
)

_REPORTED = re.compile(
    r" (roas|roi|romi|mroi|acos|cpa|cpo|cpl|cac|cps|icpa)s? "
    r"| return on (ad|advertising|marketing) (spend|investment) "
    r"| costs? per (acquisition|order|sale|conversion|purchase|lead|customer|action)s? "
    r"| (attributed|attribution|incremental) "
    r"| (platform|reported|tracked|last click|meta|facebook|google|tiktok) (reported )?"
    r"(conversions?|revenue|sales|purchases?|orders?|value) "
    r"| (conversions?|conv|purchase) (value|rate|revenue)s? "
)
"""Figures that a platform calculates from sales; no channel or control is called so otherwise."""

_SALES = re.compile(
    r" (conversions?|purchases?|orders?|transactions?|revenues?|turnover|sales|bookings?|checkouts?"
    r"|units sold|sold units|gmv|gross profit|new customers|baskets?|conv) "
)

_BETWEEN = re.compile(
    r" (visits?|visitors?|sessions?|footfall|page ?views?|add(s|ed)? to (cart|basket)s?|carts?"
    r"|leads?|sign ?ups?|registrations?|installs?|downloads?|enquiries|inquiries|brochure requests"
    r"|test drives|(web|website|site|shop|store|online|organic|direct) ?traffic"
    r"|clicks?|ctr|click through rate) "
    r"| (brand|branded|own name) (name )?(search(es)?|queries|query|clicks?|awareness|interest|"
    r"consideration|volume|recall)( volume)? "
    r"| (search(es)?|queries|query) (volume )?(for )?(brand|branded|own name) "
    r"| ad (awareness|recall) "
)

_LATER = re.compile(
    r" (temperatures?|weather|rain|rainfall|sunshine|snow|humidity|unemployment|inflation|cpi|gdp"
    r"|consumer confidence|consumer climate|exchange rates?|interest rates?|stock index|dax"
    r"|covid|stock ?outs?|out of stock|lost sales|returns|refunds) "
    r"| (competitors?|competition|rivals?) "
)

_CAPTURE = re.compile(
    r" (search|sem|ppc|google ads|adwords|bing ads|microsoft ads|pmax|performance max|shopping"
    r"|retargeting|remarketing|affiliates?|price comparison|comparison sites?|coupons?|vouchers?"
    r"|cashback|marketplace ads|sponsored products) "
)
"""Media that are bought, or paid for, where people already want to buy."""


def _plain(name: str) -> str:
    """Words in small letters with a space before, between and after them."""
    return f" {_APART.sub(' ', _CAMEL.sub(' ', name).lower()).strip()} "


def reported(name: str) -> bool:
    """Whether a name is that of a figure which a platform calculates from sales."""
    return bool(_REPORTED.search(_plain(name))) and not _NOT_OURS.search(_plain(name))


def sales(name: str) -> bool:
    """Whether a control's name is that of sales, or of a figure calculated from them."""
    words = _plain(name)
    exempt = _NOT_OURS.search(words) or _NOT_SALES.search(words)
    return reported(name) or bool(_SALES.search(words) and not exempt)


def between(name: str) -> bool:
    """Whether a control's name is that of a step between media and sales."""
    return bool(_BETWEEN.search(_plain(name))) and not _NOT_OURS.search(_plain(name))


def known_later(name: str) -> bool:
    """Whether a control's name is that of something nobody knows when a plan is made."""
    return bool(_LATER.search(_plain(name)))


def captures_demand(name: str) -> bool:
    """Whether a channel's name is that of media bought where demand already is."""
    return bool(_CAPTURE.search(_plain(name)))
