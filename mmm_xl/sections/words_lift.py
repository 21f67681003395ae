"""Sentences of the Lift sheet, apart from the code that fills in the figures."""

MESSAGE = (
    "In {weeks} weeks {spend} {currency} of paid spend brought an estimated {effect} {unit} of"
    " {outcome} ({spread}), then and later, given this model and its data."
)
NO_PAID_MESSAGE = "No channel is paid: the sheet shows what each brought, and no return on spend."
VIEWS = (
    "Spend view: all that the spend of the window brings, now and later, also after the last week"
    " of data. Same-period view: the part of it that falls inside the window; carry-out is the"
    " rest. Contribution: effect in the window of all spend, earlier included; an amount, never a"
    " return."
)
SHARES = (
    "Share of spend and share of effect are of all paid channels in the window; a channel with the"
    " larger share of effect returned more than the average."
)
MULTIPLIED = (
    "Effects multiply in this model: a group or the total is what would be lost without all of its"
    " channels together, so it is not the sum of its channels. The row Interaction is the"
    " difference; break-even spend is shown for single channels only."
)
AMOUNTS_NOTE = (
    "{level} ranges. Means of paid channels add up to the mean of all paid channels; ends of ranges"
    " do not add. Given this model and its data."
)
AMOUNTS_NOTE_MULTIPLIED = (
    "{level} ranges. Paid channels and interaction add up to all paid channels in the mean; ends of"
    " ranges do not add. Given this model and its data."
)
RANGES_NOTE = "{level} ranges about the average of the window, not weekly swings. "
RETURNS_NOTE = (
    "ROI is {worth} per unit of spend. Above hurdle: probability that {basis} in the spend view is"
    " above {hurdle}. Loss: that it is below 1.00. "
)
COST_NOTE = (
    " {cost} is spend over incremental {outcome} in the spend view; the median and its range."
)
PAYBACK_NOTE = (
    "Payback: week in which the effect so far, times {basis}, reaches what was spent; the week of"
    " the spend is week 1; median of the draws that pay back within the {weeks} weeks of carryover,"
    " and their share. Break-even: largest level of the window's weekly pattern at which the"
    " average {basis} still reaches {hurdle}; looked for up to {most} times the spend of the"
    " window; 0 where no level does. {level} ranges. Given this model and its data."
)
BREAK_EVEN_MARGINS = (
    " Break-even is approximate here: every level is taken to earn the margin that the window"
    " earned on average, though another level would move effect between weeks whose margins on the"
    " Margins sheet differ."
)
BEYOND = "over {most} times"
PRECISION_NOTE = (
    "ROI in the spend view over all weeks. Decimals are those that the Monte Carlo error supports:"
    " one unit of the last is worth at least twice the error at the end of the row; the cells keep"
    " full precision. Equal-tailed ranges, given this model and its data."
)
BETTER_NOTE = (
    "Probability that the channel of the row has the higher {basis} than that of the column, over"
    " all weeks in the spend view. Near 50% the data do not tell the two apart. Given this model"
    " and its data."
)
RANKS_NOTE = (
    "Probability of each rank by {basis}, over all weeks in the spend view; each row and each"
    " column adds up to 100%. Given this model and its data."
)
BASES = {"roi": "ROI", "share": "share of outcome"}
LEARNING_NOTE = (
    "90% ranges of the model's effect parameter over the weeks of data, in the unit that Basis"
    " names. Narrowed: by how much the data made the range narrower, on the scale"
    " of ratios; 0% is nothing learned, and below 0% the range is wider than before. Given this"
    " model and its data."
)
CHART_ALT = (
    "{basis} in the spend view with {level} ranges for {count} lines, highest for {best} at {high}"
    " and lowest for {worst} at {low}; the hurdle is {hurdle}."
)
