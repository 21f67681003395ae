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
"""Share of diverged draws above which a candidate specification is rejected, and a refit is not
believed."""

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
TAIL_FAILED = 0.005
"""Two-sided share of replications beyond an observed statistic below which it has failed. A dozen
statistics are looked at: at 1 in 100 each, one run in nine would fail by luck."""

TAIL_REVIEW = 0.02
"""Share below which it asks for review."""

MEMORY_EXTREME = 0.5
"""Residual autocorrelation beyond that of replications from which it restricts the use: weeks then
tell a third of what the model takes them to tell."""

SEASON_EXTREME = 0.3
"""The same a year apart, where a season that is missing passes for media planned by season."""

YEARLY_WEEKS = 78
"""Weeks from which a lag of 52 weeks has pairs enough."""

COVERAGE_REVIEW, COVERAGE_FAILED = 0.95, 0.999
"""Binomial limits of weeks inside an interval, outside which coverage asks for review or fails."""

PIT_FAILED = 0.005
"""Chance of so uneven a spread of weeks over the predictive distribution, below which it fails."""

PIT_REVIEW = 0.05
"""Chance below which it asks for review."""

NEGATIVE_BASELINE = 0.05
"""Probability of a baseline below zero over all weeks, above which the use is restricted."""

NEGATIVE_BASELINE_MOST = 0.5
"""Probability above which nothing is used: media claim more than all sales."""

NEGATIVE_WEEKS = 0.05
"""Mean share of weeks with a baseline below zero, above which the use is restricted."""

NEGATIVE_WEEK = 0.5
"""Probability of a baseline below zero in its worst week, above which it asks for review."""

SHARE_IMPLAUSIBLE = 0.4
"""Median share of the outcome that one channel brings, above which nobody would believe it."""

SHARE_IMPOSSIBLE = 1.0
"""Upper end of the 95% range of that share, above which the range holds the impossible."""

SHARE_REVIEW = 0.3
"""Median share from which one channel asks for review."""

LATE = 0.5
"""Part of a channel's effect after its weeks of spend, above which it asks for review."""

BEYOND_WINDOW = 0.5
"""Probability that half of an effect would arrive after the weeks of carryover, above which it
fails."""
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
