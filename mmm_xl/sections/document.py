"""All sections of one run, in reading order."""

from __future__ import annotations

from importlib.metadata import version

from mmm_xl.analysis.results import Results
from mmm_xl.planning.scenario import ScenarioCell
from mmm_xl.sections.context import business_name, context
from mmm_xl.sections.contribution import contribution_section
from mmm_xl.sections.diagnostics import diagnostics_section
from mmm_xl.sections.reconciliation import checks, reconciliation_section
from mmm_xl.sections.response import response_section
from mmm_xl.sections.roi import roi_section
from mmm_xl.sections.scenario_grid import scenario_grid_section
from mmm_xl.sections.section import Document, Stamp
from mmm_xl.sections.summary import summary_section


def build_document(results: Results, grid: tuple[ScenarioCell, ...]) -> Document:
    """Everything that sheets and pages show of a run."""
    c = context(results)
    return Document(
        stamp=_stamp(results, c.period),
        sections=(
            summary_section(results, c),
            contribution_section(results, c),
            roi_section(results, c),
            response_section(results, c),
            scenario_grid_section(grid, c),
            diagnostics_section(results, c),
            reconciliation_section(results, c),
        ),
        checks=checks(results, c),
    )


def _stamp(results: Results, period: str) -> Stamp:
    run = results.run
    return Stamp(
        run_id=run.run_id,
        fit_id=run.fit_id,
        business=business_name(results),
        period=period,
        data_cut_off=run.dataset.last,
        as_of=run.as_of or run.dataset.last,
        verdict=results.verdict.level,
        software=f"mmm_xl {version('mmm-xl')}",
        currency=run.dataset.settings.currency,
    )
