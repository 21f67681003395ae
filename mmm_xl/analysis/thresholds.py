"""Limits that words name beside the figures; light, because words need no library."""

AT_ONCE = 0.8
"""Share of the effect in its own week from which a channel acts at once."""

MOST = 5.0
"""Multiple of the window's spend up to which a break-even level is looked for."""

REFIT_MAX_RHAT = 1.05
"""Of the effects of a refit: few draws, and only means and ranges are taken from them."""

MAX_RHAT = 1.01
"""Rank-normalised split R-hat of every parameter and published figure."""

MIN_ESS = 400.0
"""Effective draws, bulk and tail, of every parameter and published figure."""

MAX_DIVERGENT_SHARE = 0.001
"""Share of draws that may diverge before no figure may be used; any is worth a look."""

MIN_BFMI = 0.3
"""Energy's Bayesian fraction of missing information, of every chain: below it the sampler moves
too slowly between narrow and wide parts of the posterior, and tails may be missed."""

MAX_ERROR = 0.05
"""Monte Carlo error of a published mean, in standard deviations of its draws."""

MAX_CORRELATION = 0.7
"""Posterior correlation from which two amounts are named as hard to tell apart: half of what is
not known of the one is not known of the other."""

INFORMED_NARROWING = 0.15
"""Part by which a channel's own weeks must narrow what would be said of it without them (standard
deviation of log effect): about a quarter of what was not known. Chance alone moves it by 0.03."""

INFORMED_SHIFT = 0.5
"""The same for the move of the mean, in standard deviations."""

INFORMED_OVERLAP = 0.75
"""Common area of what is said with and without them, below which they informed it."""

BEYOND_REVIEW, BEYOND_FAILED = 0.05, 0.2
"""Probability, before any data, that media bring more than the whole outcome: from the first it is
told, from the second it restricts."""

MAX_SHIFT = 1.5
"""Standard deviations of log effect by which the data may move a channel's prior: were the prior
right, one channel in seven that its weeks inform well would be moved further; of the default range
it is a factor of four, and the returns that businesses measure are seldom so far from 1."""

MAX_PRIOR_ONLY_SPEND = 0.25
"""Share of paid spend on channels that the data did not inform."""
