import re
from dataclasses import asdict, replace

import numpy as np
import pytest

from mmm_xl.analysis.headline import compute_headline
from mmm_xl.analysis.reconciliation import tie_outs
from mmm_xl.analysis.results import compute_results, to_json
from mmm_xl.data.dataset import Adjustment
from mmm_xl.names import KpiType
from mmm_xl.runs.run import Run


def changed(run, **settings):
    dataset = replace(run.dataset, settings=replace(run.dataset.settings, **settings))
    return Run(run.run_id, run.fit_id, dataset, run.spec, run.sampler, run.posterior)


def test_hurdle_moves_to_roi_where_no_margin_is_given(run, results) -> None:
    plain = compute_results(changed(run, margin=None))
    assert plain.hurdle_basis == "roi"
    assert all(channel.roi_on_margin is None for channel in plain.channels)
    for with_margin, without in zip(results.channels, plain.channels, strict=True):
        if with_margin.paid:
            assert with_margin.roi == without.roi
            assert with_margin.roi_on_margin.mean == pytest.approx(without.roi.mean * 0.55)
            assert without.prob_above_hurdle >= with_margin.prob_above_hurdle


def test_probability_counts_draws_above_the_hurdle(run, results) -> None:
    search = results.channels[0]
    draws = run.posterior["effect"].sel(channel=search.name) * 0.55
    assert search.prob_above_hurdle == pytest.approx(float((draws > 1.0).mean()))


def test_owned_channels_contribute_and_have_no_return(results) -> None:
    owned = [channel for channel in results.channels if not channel.paid]
    assert {channel.name for channel in owned} == {"Email", "Push"}
    for channel in owned:
        assert channel.contribution.mean > 0
        assert channel.roi is channel.marginal_roi is channel.prob_above_hurdle is None
        assert channel.spend == 0


def test_count_without_a_value_has_no_roi_anywhere(dataset) -> None:
    from tests.fitting import fit

    settings = replace(dataset.settings, kpi_type=KpiType.COUNT, margin=None, outcome_name="Orders")
    counted = fit(replace(dataset, settings=settings), tune=200, draws=200)
    found = compute_results(counted)
    assert found.total_roi is None
    assert all(channel.roi is None for channel in found.channels)
    record = to_json(found)
    assert record["outcome"]["unit"] == "orders"
    assert all(c["prob_above_hurdle"] is None for c in record["channels"])


def test_workbook_cells_tie_out_and_a_lost_week_does_not(run) -> None:
    ties = tie_outs(run)
    assert {tie.name for tie in ties} == {*run.dataset.channel_names, "Revenue"}
    assert all(abs(tie.difference) <= tie.tolerance for tie in ties)
    outcome = run.dataset.outcome.copy()
    outcome[3] = 0.0
    lost = Run("run-x", "fit-x", replace(run.dataset, outcome=outcome), run.spec, run.sampler,
               run.posterior)  # fmt: skip
    broken = [tie for tie in tie_outs(lost) if abs(tie.difference) > tie.tolerance]
    assert [tie.name for tie in broken] == ["Revenue"]
    assert broken[0].difference == pytest.approx(-run.dataset.outcome[3])
    assert np.isfinite(broken[0].modelled)


def test_headline_shows_the_published_figures(run, results) -> None:
    published = to_json(results)["channels"]
    table = compute_headline(run).channels
    assert [row.name for row in table] == [channel["name"] for channel in published]
    for row, channel in zip(table, published, strict=True):
        assert row.prob_above_hurdle == channel["prob_above_hurdle"]
        assert row.spend == channel["spend"]
        for name in ("roi", "roi_on_margin", "marginal_roi", "contribution", "share"):
            shown, full = getattr(row, name), channel[name]
            assert (shown is None) == (full is None)
            if full is not None:
                assert full == {**asdict(shown), "mcse": full["mcse"]}


def test_a_tie_out_shows_the_cells_as_they_stand(run) -> None:
    source = next(s for s in run.dataset.sources if (s.sheet, s.column) == ("Spend", "TV"))
    column, first = re.fullmatch(r"Spend!([A-Z]+)(\d+):.*", source.range).groups()
    rows = {int(first) + 3: 40.0, int(first) - 1: 500.0}  # the second one is an earlier week
    adjustments = tuple(
        Adjustment(f"Spend!{column}{row}", "TV", "a credit note", "0", "negative-to-zero", "", new)
        for row, new in rows.items()
    )
    dataset = replace(run.dataset, adjustments=adjustments)
    changed = Run("run-x", "fit-x", dataset, run.spec, run.sampler, run.posterior)
    tie = next(t for t in tie_outs(changed) if (t.sheet, t.name) == ("Spend", "TV"))
    assert tie.adjusted == 40
    assert tie.in_workbook == pytest.approx(source.total - 40)
    assert abs(tie.difference) <= tie.tolerance
    (plain,) = (t for t in tie_outs(run) if (t.sheet, t.name) == ("Spend", "TV"))
    assert (plain.adjusted, plain.in_workbook) == (0, source.total)
