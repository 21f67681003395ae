"""Limits that words name beside the figures; light, because words need no library."""

AT_ONCE = 0.8
"""Share of the effect in its own week from which a channel acts at once."""

MOST = 5.0
"""Multiple of the window's spend up to which a break-even level is looked for."""

REFIT_MAX_RHAT = 1.05
"""Of the effects of a refit: few draws, and only means and ranges are taken from them."""
