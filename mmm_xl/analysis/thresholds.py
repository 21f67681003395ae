"""Limits that words name beside the figures; light, because words need no library."""

AT_ONCE = 0.8
"""Share of the effect in its own week from which a channel acts at once."""

MOST = 5.0
"""Multiple of the window's spend up to which a break-even level is looked for."""

REFIT_MAX_RHAT = 1.05
"""Of the effects of a refit: few draws, and only means and ranges are taken from them."""

EXTREME_WEEK = 2.5
"""Robust standard deviations from which a week's outcome, or its residual, is masked as extreme;
one week in 80 of a Normal series."""

MOST_EXTREME = 0.05
"""Share of weeks that are masked as extreme at most; at least one is."""

SURE_ORDER = 0.8
"""Probability from which a run itself tells the order of two channels, or the side of the hurdle on
which one is."""

FLIPPING_CHANGES = 2
"""Reasonable changes that must turn such an order before it fails: one may be chance."""

OUTSIDE_CHANGES = 2
"""Reasonable changes that must move a mean return out of the run's 80% interval before it fails."""

MOST_MOVED = 2.0
"""Standard deviations of the run by which one reasonable change alone may move a mean return."""

LEAST_VARIANTS = 0.5
"""Share of reasonable changes that must have been fitted before anything is said of them."""

PLACEBO_SHIFT = 26
"""Weeks by which media are shifted for a placebo: half a year, so that a yearly season differs."""

PLACEBO_WEEKS = 78
"""Least weeks of data for a placebo: three times its shift."""

PLACEBO_FAILED, PLACEBO_REVIEWED = 0.01, 0.05
"""Nominal probability that any placebo of a sound model earns, on either side of zero: it is shared
equally among the channels (Bonferroni). Simulated advertisers without any fault gave placebos whose
distance from zero varies by 1.2 of their standard deviations (60 placebos), so that the first
fails one sound run in about twenty."""

PLACEBO_LEAST_SWING = 0.1
"""Standard deviation over mean that shifted media need, to be told from a constant."""

PLACEBO_MOST_ALIKE = 0.8
"""Correlation between media and shifted media, of either sign, above which a placebo would be the
channel itself, or its mirror image."""
