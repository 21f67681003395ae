"""The model's arithmetic again, by plain loops over lists: no arrays, none of the product's code.

Everything here is one posterior draw of one run, in outcome units. Weeks count from the first one
of the data; those before it have negative numbers, those after it come after the last.
"""

from __future__ import annotations

import math

LEVEL_WEEKS = 52
STEP = 0.01


def weights_of(family, count, half_life, form):
    """Weights of carryover at lags 0 to ``count`` - 1, summing to 1."""
    found = []
    for lag in range(count):
        if family == "none":
            found.append(1.0 if lag == 0 else 0.0)
        elif family == "geometric":
            found.append((0.5 ** (1 / half_life)) ** lag)
        elif family == "delayed":
            found.append((0.5 ** (1 / half_life**2)) ** ((lag - form) ** 2))
        else:
            scale = half_life / math.log(2) ** (1 / form)
            x = (lag + 0.5) / scale
            found.append(x ** (form - 1) * math.exp(-(x**form)))
    total = math.fsum(found)
    return [weight / total for weight in found]


def saturated(family, media, half, slope):
    """Share of the greatest effect; media themselves where nothing saturates."""
    if family == "none":
        return media
    if family == "logistic":
        rate = math.log(3) / half
        return (1 - math.exp(-rate * media)) / (1 + math.exp(-rate * media))
    power = slope if family == "hill" else 1.0
    return media**power / (media**power + half**power)


def share_of_week(last_day, first, last):
    """Share of a week's seven days that lie between two days, all as ordinals."""
    return sum(first <= day <= last for day in range(last_day - 6, last_day + 1)) / 7


class PlainModel:
    """One draw of a run, its numbers copied out as Python's own."""

    def __init__(self, run, draw):
        dataset, spec, posterior = run.dataset, run.spec, run.posterior.isel(chain=0, draw=draw)
        self.ends = [day.toordinal() for day in dataset.dates.astype("datetime64[D]").tolist()]
        self.weeks, self.lags = len(self.ends), spec.carryover_weeks
        self.outcome, self.spend = dataset.outcome.tolist(), dataset.spend.T.tolist()
        self.media = [
            before + inside + [0.0] * self.lags
            for before, inside in zip(
                dataset.history.T.tolist() or [[]] * len(self.spend),
                dataset.media.T.tolist(),
                strict=True,
            )
        ]
        self.before = len(dataset.history)
        self.controls = dict(zip(dataset.control_names, dataset.controls.T.tolist(), strict=True))
        self.events = dict(zip(dataset.event_names, dataset.events.T.tolist(), strict=True))
        self.spec, self.value = spec, spec.outcome_value
        self.multiplied = spec.link == "multiplicative"
        self.margin = dataset.settings.margin
        self.draw = {
            name: posterior[name].values.tolist()
            for name in ("effect", "half_life", "shape", "peak", "half_saturation", "slope")
            if name in posterior
        }
        terms = [str(term) for term in posterior["term"].values]
        self.coefficient = dict(zip(terms, posterior["coefficient"].values.tolist(), strict=True))
        self.sigma = float(posterior["sigma"])
        self.rho = float(posterior["autocorrelation"]) if "autocorrelation" in posterior else 0.0
        self._scale_outcome()
        channels = range(len(self.media))
        self.paths = [self.path(c, self.media[c]) for c in channels]
        self.betas = [self.beta(c) for c in channels]
        self.observed = [self.effect(c, self.media[c]) for c in channels]
        columns = self.baseline_parts().values()
        self.eta = [sum(column[t] for column in columns) for t in range(self.weeks)]
        self.whole = self.modelled(self.observed)

    def _scale_outcome(self):
        modelled = [math.log(y) for y in self.outcome] if self.multiplied else self.outcome
        self.centre, self.spread = mean_and_spread(modelled)

    # --- media -----------------------------------------------------------------------------

    def _parameter(self, name, channel, other=1.0):
        value = self.draw[name][channel] if name in self.draw else math.nan
        return other if math.isnan(value) else value

    def weights(self, channel):
        family = self.spec.channels[channel].adstock
        form = self._parameter("peak" if family == "delayed" else "shape", channel)
        return weights_of(family, self.lags, self._parameter("half_life", channel), form)

    def usual(self, channel):
        inside = self.media[channel][self.before : self.before + self.weeks]
        on_air = [x for x in inside if x > 0]
        return sum(on_air) / len(on_air)

    def path(self, channel, media):
        """What each week's effect is proportional to, over the data and the weeks after."""
        family = self.spec.channels[channel].saturation
        half = self._parameter("half_saturation", channel)
        slope = self._parameter("slope", channel)
        usual, weights = self.usual(channel), self.weights(channel)
        reaching = [x / usual for x in media]
        saturation_first = self.spec.order == "saturation first"
        if saturation_first:
            reaching = [saturated(family, x, half, slope) for x in reaching]
        found = []
        for t in range(self.before, len(media)):
            carried = 0.0
            for lag in range(self.lags):
                if t - lag >= 0 and reaching[t - lag]:
                    carried += weights[lag] * reaching[t - lag]
            found.append(carried if saturation_first else saturated(family, carried, half, slope))
        return found

    def beta(self, channel):
        """What a path of 1 brings in a week, outcome units or logarithm of the outcome."""
        paid = self.spec.channels[channel].basis == "roi"
        worth = sum(self.spend[channel]) / self.value if paid else sum(self.outcome)
        counted = 0.0
        for t in range(self.weeks):
            counted += self.paths[channel][t] * (self.outcome[t] if self.multiplied else 1.0)
        return self.draw["effect"][channel] * worth / counted

    def effect(self, channel, media):
        return [self.betas[channel] * x for x in self.path(channel, media)]

    # --- baseline --------------------------------------------------------------------------

    def baseline_parts(self):
        """Weekly amount of each part before anything multiplies, by (name, kind)."""
        parts = {("level", "level"): [self.centre + self.spread * self.coefficient["Intercept"]]
                 * self.weeks}  # fmt: skip
        for name, value in self.coefficient.items():
            if name == "Intercept":
                continue
            part, column = self._column(name)
            so_far = parts.get(part, [0.0] * self.weeks)
            parts[part] = [a + self.spread * value * x for a, x in zip(so_far, column, strict=True)]
        return parts

    def _column(self, name):
        weeks = range(self.weeks)
        if name in self.controls:
            centre, spread = mean_and_spread(self.controls[name])
            return (name, "control"), [(x - centre) / spread for x in self.controls[name]]
        if name in self.events:
            return (name, "event"), self.events[name]
        kind, _, number = name.rpartition(" ")
        if name == "Trend":
            return ("trend", "trend"), [-1 + 2 * t / (self.weeks - 1) for t in weeks]
        if kind == "Trend change":
            return ("trend", "trend"), [max(t / 26 - int(number), 0.0) for t in weeks]
        if kind == "Level step":
            steps = [t / self.spec.level_weeks - int(number) + 1 for t in weeks]
            return ("level", "level"), [min(max(step, 0.0), 1.0) for step in steps]
        wave = {"sine": math.sin, "cosine": math.cos}[kind]
        epoch = 719_163  # ordinal of 1970-01-01
        days = [end - epoch for end in self.ends]
        angle = [2 * math.pi * day / 365.25 * int(number) for day in days]
        return ("seasonality", "seasonality"), [wave(x) for x in angle]

    # --- outcome ---------------------------------------------------------------------------

    def modelled(self, effects):
        """Modelled outcome of each week of the data, given effects of each channel."""
        found = []
        for t in range(self.weeks):
            eta = self.eta[t] + sum(effect[t] for effect in effects)
            found.append(math.exp(eta + self.half_variance()) if self.multiplied else eta)
        return found

    def half_variance(self):
        return (self.sigma * self.spread) ** 2 / (1 - self.rho**2) / 2

    def lost(self, changed):
        """Modelled outcome less that under changed media, over the data and the weeks after."""
        effects = [
            self.effect(c, changed[c]) if c in changed else self.observed[c]
            for c in range(len(self.media))
        ]
        other = self.modelled(effects)
        found = [a - b for a, b in zip(self.whole, other, strict=True)]
        recent = self.whole[-LEVEL_WEEKS:]
        usual = sum(recent) / len(recent)
        for t in range(self.weeks, self.weeks + self.lags):
            less = sum(a[t] - b[t] for a, b in zip(self.observed, effects, strict=True))
            found.append(usual * (1 - math.exp(-less)) if self.multiplied else less)
        return found

    # --- windows ---------------------------------------------------------------------------

    def lift_test(self, channels, weeks, treated, saved=0.0):
        """What a test in a share of the market brings from its first week to the last measured."""
        (start, end, through), (share, factor), arms = weeks, treated, []
        for everywhere in (False, True):
            changed = {}
            for c in channels:
                media = list(self.media[c])
                for t in range(self.before + start, self.before + end + 1):
                    if factor == 0 and share == 1:
                        media[t] = 0.0 if everywhere else saved / (end - start + 1)
                        continue
                    plain = media[t] / (1 - share + share * factor)
                    media[t] = factor * plain if everywhere else plain
                changed[c] = media
            arms.append(self.lost(changed))
        return share * sum(arms[0][t] - arms[1][t] for t in range(start, through + 1))

    def shares(self, first, last):
        return [share_of_week(end, first, last) for end in self.ends]

    def lift(self, channels, first, last):
        """Every figure of some channels together in a window of days (ordinals)."""
        inside = self.shares(first, last)
        gone, raised = {}, {}
        for c in channels:
            gone[c], raised[c] = list(self.media[c]), list(self.media[c])
            for t in range(self.weeks):
                gone[c][self.before + t] *= 1 - inside[t]
                raised[c][self.before + t] *= 1 + STEP * inside[t]
        spend = sum(inside[t] * self.spend[c][t] for c in channels for t in range(self.weeks))
        found = {"spend": spend}
        without, more = self.lost(gone), [-x for x in self.lost(raised)]
        for view, counted in (
            ("spend_view", [1.0] * (self.weeks + self.lags)),
            ("same_period", inside + [0.0] * self.lags),
        ):
            amount = sum(a * b for a, b in zip(without, counted, strict=True))
            extra = sum(a * b for a, b in zip(more, counted, strict=True))
            worth = self.value * self.margin
            found[view] = {
                "incremental": amount, "margin": amount * worth, "extra": extra,
                "extra_margin": extra * worth,
            }  # fmt: skip
            if spend > 0:
                found[view] |= {
                    "roi": amount * self.value / spend,
                    "roi_on_margin": amount * worth / spend,
                    "marginal_roi": extra * self.value / (STEP * spend),
                    "marginal_on_margin": extra * worth / (STEP * spend),
                }
        found["carry_out"] = (
            found["spend_view"]["incremental"] - found["same_period"]["incremental"]
        )
        owns = [self.contribution(c) for c in channels]
        found["contribution"] = sum(inside[t] * own[t] for own in owns for t in range(self.weeks))
        return found

    def contribution(self, channel):
        """Weekly contribution: the effect, or its share of the logarithmic mean."""
        own = self.observed[channel][: self.weeks]
        if not self.multiplied:
            return own
        empty = self.modelled([])
        together = [sum(effect[t] for effect in self.observed) for t in range(self.weeks)]
        return [own[t] * empty[t] * growth(together[t]) for t in range(self.weeks)]

    def decomposition(self, first, last):
        """Amount of each part and channel in a window, by (name, kind)."""
        inside, parts = self.shares(first, last), self.baseline_parts()
        if self.multiplied:
            eta = parts.pop(("level", "level"))
            level = [math.exp(x + self.half_variance()) for x in eta]
            above = [sum(column[t] for column in parts.values()) for t in range(self.weeks)]
            parts = {
                key: [column[t] * level[t] * growth(above[t]) for t in range(self.weeks)]
                for key, column in parts.items()
            }
            parts["level", "level"] = level
        for c, prior in enumerate(self.spec.channels):
            parts[prior.channel, "channel"] = self.contribution(c)
        return {
            key: sum(a * b for a, b in zip(inside, column, strict=True))
            for key, column in parts.items()
        }


def growth(x):
    """(exp(x) - 1) / x."""
    return 1.0 if x == 0 else math.expm1(x) / x


def mean_and_spread(values):
    centre = math.fsum(values) / len(values)
    spread = math.sqrt(math.fsum((x - centre) ** 2 for x in values) / len(values))
    return centre, spread if spread > 0 else 1.0
