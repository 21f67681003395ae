"""Limits that words name beside the figures; light, because words need no library."""

AT_ONCE = 0.8
"""Share of the effect in its own week from which a channel acts at once."""

MOST = 5.0
"""Multiple of the window's spend up to which a break-even level is looked for."""

REFIT_MAX_RHAT = 1.05
"""Of the effects of a refit: few draws, and only means and ranges are taken from them."""

PARETO_K = 0.7
"""Pareto k above which a week left out by reweighting draws is not to be believed."""

CANDIDATE_HIGH_K = 0.05
"""Share of weeks with a high Pareto k above which specifications are weighed by forecasts instead
of by weeks left out."""

CANDIDATE_DIVERGENT = 0.01
"""Share of diverged draws above which a candidate specification is rejected."""

CANDIDATE_NEGATIVE = 0.05
"""Probability of a baseline below zero over all weeks, and share of weeks with one, above which a
candidate specification is rejected."""

CANDIDATE_SHARE = 0.5
"""Mean share of the outcome that no business believes of one channel."""

CANDIDATE_BEYOND = 0.999
"""Quantile of a channel's prior above which a median return, or share, is not believed."""

CANDIDATE_WEIGHT = 0.125
"""Weight in the ensemble from which a specification has a say: an equal share of eight."""

CANDIDATE_CLOSE = 4.0
"""Difference of expected log predictive density up to which two specifications predict alike."""

CANDIDATE_ERRORS = 2.0
"""Standard errors of that difference up to which nothing tells two specifications apart."""

CANDIDATE_CLOSE_CRPS = 0.05
"""Fraction of the best CRPS within which forecasts of two specifications are as good."""

CANDIDATE_WIDER = 1.5
"""Ratio of 80% ranges, ensemble to run, above which the run's own range is too sure of itself."""

FORECAST_LIMITS = 0.95
"""Of the counts of weeks inside the intervals that forecasts themselves let expect."""

BREAK_DEVIATIONS = 3.0
"""Standard deviations of the forecast of a fold's total outcome; sound models: 3 of 1,000 folds."""

FORECAST_OVER_FIT = 3.0
"""Multiple of the in-sample error; a level that drifts makes forecasts about twice as wrong."""

MOST_UNSTABLE = 0.5
"""Share of folds whose mean return may lie outside the run's 80% interval."""

MOST_OTHER_NEXT = 1 / 3
"""Share of folds whose best next channel may be another before it is told."""

MOST_LOST_NEXT = 0.1
"""Part of the highest marginal return that the folds' choices may lose: two that earn about the
same change places by chance, and nothing hangs on it."""

LEAST_HISTORY = 52
"""Weeks; less than a year cannot tell a season from media."""

ADVISED_HISTORY = 78
"""Weeks; less cannot tell a drifting level from media, and allows one test of a forecast."""

RECOVERY_LIMITS = 0.99
"""Of the binomial counts of 80% ranges that hold a simulated truth; wide, because the channels of
one simulation share their noise."""

RECOVERY_BIAS = 1.5
"""Factor by which estimates may miss simulated truths on average, up or down."""

RECOVERY_ERRORS = 2.0
"""Standard errors within which chance may have made that miss."""

RECOVERY_TOLD = 0.15
"""Narrowing of a prior by simulated data below which they could not have told a channel's return;
for pooled channels beyond what the pool says of it."""

RECOVERY_LEAST = 0.75
"""Share of simulations whose refits have to be sound."""

ADVI_SPREAD = 1.5
"""Ratio of standard deviations, up or down, beyond which an approximation is off."""

ADVI_SHIFT = 0.5
"""Standard deviations of the posterior by which an approximation's mean may be off."""
