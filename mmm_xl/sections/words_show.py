"""Sentences and headers of ``mmm-xl show``."""

SHOW_RUN = "Run {run}, fit {fit}{preview}. {outcome} in {unit}."
SHOW_PREVIEW = ", a preview with few draws"
SHOW_WINDOW = "Window: {window}."
SHOW_SPEND_VIEW = "View: all that the window's spend brings, now and later."
SHOW_SAME_PERIOD = "View: what the window's spend brings inside the window."
SHOW_RANGES = "Ranges are {level} equal-tailed credible intervals, given this model and its data."
SHOW_CONTRIBUTION = (
    "Part of the window's modelled {outcome} that each line makes up, caused by all spend, earlier"
    " included: an amount, never a return. Baseline is not free demand. Means add; the ends of"
    " ranges do not."
)
SHOW_TIMING = (
    "At once: at least {share} of the effect falls into the week of the spend. Later: the strongest"
    " week comes after it. Fades: neither."
)
SHOW_CURVE = (
    "Of maximum: effect of today's weekly spend, the mean of the last 52 weeks. Next 10%: its"
    " return over the average return."
)
SHOW_MULTIPLIED = (
    "Effects multiply in this model: groups and the total are taken away together, so lines do"
    " not add up to them."
)
SHOW_HURDLE = "P(above {hurdle:g}) and P(loss), a return below 1, are of {basis}."
SHOW_NO_VALUE = "A count without a value per conversion has a cost per unit and no return."
SHOW_RUN_FIRST = (
    "The workbook {book} as it is now has no stored run; run it first: mmm-xl run {book}"
)
SHOW_BASELINE = "Baseline"
SHOW_MODELLED = "Modelled {outcome}"
