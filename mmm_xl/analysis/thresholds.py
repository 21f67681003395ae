"""Limits that words name beside the figures; light, because words need no library."""

AT_ONCE = 0.8
"""Share of the effect in its own week from which a channel acts at once."""

MOST = 5.0
"""Multiple of the window's spend up to which a break-even level is looked for."""

REFIT_MAX_RHAT = 1.05
"""Of the effects of a refit: few draws, and only means and ranges are taken from them."""

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
