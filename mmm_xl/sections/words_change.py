"""Sentences about spend that might have been: cuts, caps, shifts, and channels that move along."""

LINKED = (
    "{leader} by itself brought {alone} {unit} in {weeks} weeks; with {follows} beside it, as"
    " the Channels sheet states it, {joint} {unit} would be lost ({spread}). That others fall along"
    " is your assumption: the model did not learn it, and no fit uses it."
)
LINKED_NOTE = (
    "A joint counterfactual: the channel is off in the whole window, and those beside it fall by"
    " the stated part of each week's spend or exposure. The fractions are the user's assumption"
    " from the Channels sheet; the model did not learn them, and the ranges do not hold their"
    " doubt. Difference: what is lost beyond the channel by itself. Spend of both: all spend that"
    " falls away. {level} ranges in the spend view. Given this model and its data."
)
CHANGES_NOTE = (
    "Each line by itself, everything else as it was; negative spend is saved. The change of"
    " {outcome} counts now and later, also after the last week of data, with {level} ranges. At"
    " most: weeks above that level come down to it, which is the average of the last 52 weeks of"
    " data."
)
CHANGES_MARGIN = (
    " Margin per unit: contribution margin lost for each {currency} saved; below 1.00 more is saved"
    " than lost. After media: change of margin less change of spend."
)
CHANGES_VALUE = (
    " No margin is given, so value of the outcome stands in for it: value lost for each {currency}"
    " saved, and after media, the change of value less the change of spend."
)
CHANGES_BETTER = (
    " Better off: probability that this is above zero, which is against 1.00, not the hurdle."
)
CHANGES_OWNED = " Owned channels have no spend to save, so nothing is set against their loss."
CHANGES_GIVEN = " Given this model and its data."

SHOW_CHANGE_TITLE = "What if spend had been different"
SHOW_CHANGE_VIEW = "Change of all that the window's spend brings, now and later."
SHOW_CHANGE_SIGN = (
    "Negative spend is saved, positive is added. Per unit: what is lost for each unit saved, or"
    " gained for each unit added."
)
SHOW_CHANGE_MARGIN = (
    "After media: change of margin less change of spend. P(better off): that it is above zero."
)
SHOW_CHANGE_VALUE = (
    "No margin is given: after media is the change of the outcome's value less the change of spend."
    " P(better off): that it is above zero."
)
SHOW_CHANGE_LINKED = (
    "That channels fall along with another one is your assumption: the model did not learn it, and"
    " the ranges do not hold its doubt."
)

BAD_CHANGE = "{option} {text!r} is not understood; write it like {example}."
BAD_CHANNEL = "{option} {text!r} names no channel that is here; there are {known}."
BAD_PART = "{option} {text!r}: {found} is not a number; write it like {example}."
OUT_OF_PART = "{option} {text!r}: {found} is outside {low} to {high}."
ANY_AMOUNT = "any amount"
NO_LINK = (
    "--linked {text!r}: the Channels sheet states no channel that moves with {label}; name them,"
    " like {example}."
)
