"""Sentences of the Validation sheet on weeks not seen, other models and the forecast."""

WEEKS_TITLE = "forecasts of weeks that the model had not seen"
WEEKS_MESSAGE = (
    "Over {weeks} weeks not seen the model was off by {model} of the outcome (WAPE), the naive"
    " forecast ({naive}) by {theirs}: the model is {word}. {inside} of the weeks lie inside their"
    " 80% range, given what was really spent and what really happened in those weeks, which a plan"
    " would not know."
)
BETTER, WORSE = "better", "no better, which speaks against its use for forecasts"
WEEKS_INCOMPLETE = (
    "There is no figure over all folds because {failed} could not be forecast; those that could"
    " stand below."
)
NOT_ROI = (
    "Forecasts that hold up are no proof of returns: a model may forecast well and split the credit"
    " wrongly. They test the level, the season and the ranges of the outcome."
)
WEEKS_HOW = (
    "Each fold is fitted again to the weeks before it, which alone set its scales and priors, and"
    " then forecast with the spend, controls and events of its own weeks. Folds follow each other"
    " in time and are never drawn at random. The naive forecast is the {naive}."
)
IN_SAMPLE = "On the weeks that it has seen, the model is off by {seen} (WAPE)."
LEAK = (
    "The inputs of {folds} change when later weeks are altered: these forecasts knew what they"
    " should not, and count for nothing."
)
FOLDS_TITLE = "folds: weeks trained on and weeks tested"
SCORES_TITLE = "errors of forecasts of weeks not seen, {unit}"
SCORES_NOTE = (
    "Errors are of the forecast mean, CRPS of the whole forecast; lower is better. Inside: weeks"
    " inside the interval of that level. This tests forecasts, and is no proof of returns."
)
MODEL, ON_EVENTS, ON_NORMAL = "model", "model, event weeks", "model, normal weeks"
ALL_FOLDS = "All folds"
FORECASTS_TITLE = "forecasts of the folds, {measure}"
HOLDOUT_TITLE = "forecast of the holdout, {measure}"
FORECASTS_NOTE = "Each fold saw only the weeks before it. Given this model and its data."
FORECASTS_ALT = (
    "Actual {outcome} of {weeks} weeks not seen, the forecast and its 80% range, and the naive"
    " forecast; {inside} of {weeks} weeks lie inside the range."
)
STABILITY_TITLE = (
    "{what} of the weeks that all folds share ({unit}), weeks ending {first} to {last}"
)
STABILITY_RANGES = "{what} of the weeks that all folds share, ranges ({unit})"
STABILITY_NOTE = (
    "The same weeks each time, estimated with more or fewer weeks after them. A return that moves"
    " beyond the range of the run hangs on which weeks were seen. {level} ranges. Given this model"
    " and its data."
)
STABILITY_ALL = (
    "Decision error: {best} is the best next channel of the run and of {same}; in {other} another"
    " channel would have got the next unit of spend."
)
NO_FOLD, ALL_OF, SOME_OF, OF_THEM = (
    "no fold",
    "all {count} folds",
    "{n} of {count} folds",
    "{n} of them",
)

STABILITY_COST = (
    "Choosing as the folds do would lose {cost} of the run's highest return of the next unit, on"
    " average."
)
UNSEEN_COVERAGE_TITLE = "share of weeks not seen inside their ranges, all folds"
UNSEEN_COVERAGE_NOTE = (
    "Least and most hold 95 of 100 counts that the forecasts themselves expect; weeks of a fold"
    " move together, so the limits are wide."
)

SENSITIVITY_TITLE = "{what} under reasonable changes of the model"
SENSITIVITY_TOLD = "Over {count} that could be believed, {moves}."
MOVES_MOST = "{most} moves most, {moved}"
MOVES_OWN = "{most} moves most, {moved}; against its own range {own} does, {own_moved}"
MOVED = "from {low} to {high} ({sd} standard deviations of its range)"
CROSSED = "Which side of the hurdle of {hurdle}{basis} a mean is on changes for {changes}."
CROSSED_BY = "{name} ({changes})"
CROSSED_NONE = "No change moves a mean across the hurdle of {hurdle}{basis}."
ON_MARGIN = " on margin"
MORE_CHANGES = "{count} more"
CHANGES_PERIOD = "spend of weeks ending {first} to {last}"
NOT_ALL_WEEKS = "Not the figure of all weeks, which is another."
NOT_ALL_WEEKS_ROI = "Not the ROI sheet's figure, which is of all weeks."
HURDLE_LINE = "hurdle {hurdle}"
HURDLE_LINE_MARGIN = "hurdle {hurdle} on margin = {line}"
SENSITIVITY_FAILED = "{count} cannot be believed and {says} nothing: see Problem."
SENSITIVITY_HOW = (
    "Each row is the same data fitted with one thing changed, with fewer draws. Every such change"
    " might have been the choice at the start; where they disagree, the range of one model is too"
    " narrow."
)
INFLUENCE_TITLE = "how far {what} moves where one quarter is left out ({unit})"
MOVES_TITLE = "move of each mean under each change, {what}"
MOVES_NOTE = "In standard deviations of the run; the sign is that of the move."
VARIANTS_TITLE = "{what} of each channel under each change ({unit})"
VARIANTS_NOTE = (
    "Posterior means over the weeks that all have in common, the run itself first. Ranges and"
    " places stand below."
)
PLACES_TITLE = "place of each channel by mean return under each change"
RANGES_TITLE = "{what} under each change, with ranges ({unit})"
RANGES_NOTE = "{level} ranges. Given this model and its data."
SPANS_TITLE = "how far {what} moves over the changes ({unit})"
SPANS_NOTE = (
    "Lowest and highest are means of the changed models. Largest move: in standard deviations of"
    " the run. {outside} {across}{level} ranges. Given this model and its data."
)
OUTSIDE_THOSE = "Outside lists the changes whose mean lies outside the run's 80% range."
OUTSIDE_NONE = "Under no change does a mean lie outside the run's 80% range."
ACROSS_THOSE = "Across lists those that put it on the other side of the hurdle. "
ACROSS_NONE = "Under none does it cross the hurdle. "
SPANS_ALT = (
    "{what} of {count} channels: the run's mean and the lowest and highest mean over {variants};"
    " {moves}."
)
FLIPS_TITLE = "pairs of channels whose order flips"

FORECAST_TITLE = "forecast frozen with this run"
FORECAST_MESSAGE = (
    "The next {weeks} weeks are forecast to bring {total} {unit} ({spread}) if each channel spends"
    " its weekly mean of {weeks_kept}, given this model and its data."
)
LAST_WEEKS, ALL_WEEKS = "the last {weeks} weeks", "all weeks"
FORECAST_PERIOD = "weeks ending {first} to {last}"
FORECAST_HOW = (
    "It is kept with the run, so that a later run can be scored against it without hindsight."
    " Assumed each week: every channel's mean spend or exposure of {weeks_kept}, controls at their"
    " mean of the same weeks, and the events of the same weeks a year before."
)
FORECAST_TABLE = "forecast {measure}"
FORECAST_NOTE = (
    "Noise included. Means add; the ends of ranges do not. Given this model and its data, and what"
    " was assumed."
)
ASSUMED_TITLE = "what the forecast assumes"

CANDIDATES_TITLE = "other specifications beside the run's own"
CANDIDATES_MESSAGE = "{kept} of {count} specifications are sound; {rejected}. {disagree}"
REJECTED = "{n} rejected, and kept here with the reason"
NONE_REJECTED = "none was rejected"
DISAGREE = "They disagree on {names}: use the range of the ensemble there."
DIFFER_SOMEWHAT = "They differ somewhat on {names}; on no other."
AGREE = "They agree on every channel."
CANDIDATES_READ = (
    "What to take from it: where returns are much the same in every row, the choice of model hardly"
    " matters; where they are not, plan with the range of the ensemble, and test. A name says how"
    " the baseline may move, how advertising carries over and how it wears out: {parts}."
)
PARTS = {
    "drifting level": "drifting level, a baseline that may move by itself from quarter to quarter",
    "straight trend": "straight trend, a baseline that only rises or falls evenly",
    "bending trend": "bending trend, a baseline whose rise or fall may change",
    "autocorrelated noise": "autocorrelated noise, what is left over lasts from week to week",
    "independent noise": "independent noise, it does not",
    "auto": "auto, the data say whether the effect fades at once or is largest later",
    "geometric": "geometric, the effect fades by the same share each week",
    "delayed": "delayed, the effect may be largest some weeks later",
    "hill": "hill, more spend brings less and less, maybe after a slow start",
    "michaelis-menten": "michaelis-menten, more spend brings less and less, slowly levelling off",
    "logistic": "logistic, more spend brings less and less, levelling off soon",
    "none": "none, no such part",
}
CANDIDATES_DRAWS = (
    "All but the run's own were fitted with fewer draws and a looser bar: R-hat up to {loose} of"
    " the effects, where the run must keep to {strict}. Second decimals may move by luck."
)
CANDIDATES_HOW = (
    "{weights} Choosing by"
    " forecast error was found to do worse than keeping a sound default, so the run's own"
    " specification stays whatever its weight. Weights speak of prediction and are no proof of"
    " returns."
)
WEIGHTS = {
    "weeks left out": "Weights are those of stacking: how much each adds to predictions of single"
    " weeks that it was not fitted to.",
    "forecasts": "Weights are those of stacking over forecasts of weeks not seen.",
    "nothing": "Neither weeks left out nor forecasts could be believed, so that sound"
    " specifications have equal weights.",
}
DIFFER = "On {names} some differ, within what their ranges allow."
CARDS_TITLE = "specifications, their weight and why some were rejected"
FIGURES_TITLE = "convergence, forecasts and predictive density of each specification"
FIGURES_NOTE = (
    "WAPE, CRPS and coverage are of weeks held out. Expected log predictive density by PSIS-LOO,"
    " higher is better; weeks with a Pareto k above the limit make it less sure (k says how"
    " much one week decides by itself; up to {k} is fine). Behind: less than"
    " the best sound one, with its standard error."
)
OWN_RETURNS_TITLE = "{what} under each specification ({unit})"
ENSEMBLE_TITLE = "the run beside the ensemble, {what} ({unit})"
ENSEMBLE_NOTE = (
    "The ensemble mixes the draws of the sound specifications by their weights. Width: of its 80%"
    " range over that of the run; above 1 the choice of model adds doubt that the run's own range"
    " leaves out. {level} ranges. Given these models and their data."
)

RECOVERY_TITLE = "could this data set have told"
RECOVERY_MESSAGE = (
    "Data simulated {count} from the fitted model and fitted again: {covered} of {of} 80% ranges"
    " held what was put in."
)
COULD_NOT = (
    "These weeks could not have told about {names}: refits of simulated data hardly narrowed the"
    " prior. Read {their} figures as beliefs, and test."
)
COULD = "Refits of simulated data narrowed the prior of every channel."
RECOVERY_TABLE = "simulated returns found again"
RECOVERY_NOTE = (
    "Bias: mean logarithm of estimate over truth, 0.10 is about 10% too high. Narrowed: how much of"
    " the prior's range the data took away. This takes the model as given and says nothing of"
    " other models."
)
RECOVERY_PROBLEMS = "Left out: {problems}."
ADVI_TITLE = "a quick approximation (ADVI) beside the draws"
ADVI_NOTE = (
    "Ratio of standard deviations of the logarithm of the effect, ADVI over the draws: below 1 it"
    " is too sure. Shift: of the mean logarithm, in standard deviations of the draws. No verdict"
    " rests on it."
)
ADVI_NONE = "The quick approximation (ADVI) was not run. {why}"
