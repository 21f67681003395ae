"""All sections of one run, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version

from mmm_xl.analysis.results import Results
from mmm_xl.data.restated import Restatement
from mmm_xl.planning.scenario import ScenarioCell
from mmm_xl.sections import words, words_evidence, words_ledger_checks, words_tests
from mmm_xl.sections.carryover import carryover_section
from mmm_xl.sections.context import Context, business_name, context
from mmm_xl.sections.contribution import contribution_section
from mmm_xl.sections.diagnostics import diagnostics_section
from mmm_xl.sections.evidence import evidence_section
from mmm_xl.sections.evidence_tables import CREDIT_KEY
from mmm_xl.sections.ledger import ledger_section
from mmm_xl.sections.ledger_workings import workings_section
from mmm_xl.sections.lift import lift_section
from mmm_xl.sections.lineage import data_dictionary_section, findings_section
from mmm_xl.sections.precision import has_estimates
from mmm_xl.sections.profit import profit_section
from mmm_xl.sections.reconciliation import checks, reconciliation_section
from mmm_xl.sections.register import register_section
from mmm_xl.sections.response import response_section
from mmm_xl.sections.roi import roi_section
from mmm_xl.sections.scenario_grid import scenario_grid_section
from mmm_xl.sections.section import Document, Section, Stamp
from mmm_xl.sections.summary import summary_section
from mmm_xl.sections.validation import validation_sections
from mmm_xl.sections.words_not_validated import not_validated


def build_document(
    results: Results, grid: tuple[ScenarioCell, ...], restated: Restatement | None = None
) -> Document:
    """Everything that sheets and pages show of a run.

    Parameters
    ----------
    restated : Restatement or None
        How the data differ from those of the run before; None where there is none.
    """
    c = context(results)
    beside = evidence_section(results, c)
    looked_at = validation_sections(results, c)
    return Document(
        stamp=_stamp(results, c),
        sections=_with_digits(
            (
                summary_section(results, c),
                contribution_section(results, c),
                roi_section(results, c),
                lift_section(results, c),
                response_section(results, c),
                carryover_section(results, c),
                scenario_grid_section(grid, c),
                *looked_at[:1],  # the checks, then what they looked at
                diagnostics_section(results, c),
                *looked_at[1:],
                *register_section(results, c),
                *_present(ledger_section(results, c)),
                reconciliation_section(results, c),
                *_present(workings_section(results, c)),
                *_present(beside),
                profit_section(results, c),
                data_dictionary_section(results, c),
                findings_section(results, c, restated),
            )
        ),
        checks=checks(results, c),
        not_done=(
            *not_validated(results),
            *words_tests.not_done(results.run.dataset.experiments),
            *words_ledger_checks.not_done([bridge.side for bridge in results.ledger]),
            *words_evidence.not_done(compared=_compared(beside)),
        ),
    )


def _with_digits(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Sections of which the first of each sheet says where the digits of its estimates end."""
    told: set[str] = set()
    made = []
    for section in sections:
        at = next((i for i, table in enumerate(section.tables) if has_estimates(table)), None)
        first = at is not None and section.sheet not in told
        made.append(_saying(section, at) if first and at is not None else section)
        told.update({section.sheet} if first else ())
    return tuple(made)


def _saying(section: Section, at: int) -> Section:
    """Section with the words on digits under one of its tables."""
    table = section.tables[at]
    told = replace(table, note=f"{table.note} {words.DIGITS}".strip())
    return replace(section, tables=(*section.tables[:at], told, *section.tables[at + 1 :]))


def _present(section: Section | None) -> tuple[Section, ...]:
    return (section,) if section else ()


def _compared(beside: Section | None) -> bool:
    """Whether credit of platforms or last click stands beside the model."""
    return beside is not None and any(table.key == CREDIT_KEY for table in beside.tables)


def _stamp(results: Results, c: Context) -> Stamp:
    run = results.run
    return Stamp(
        run_id=run.run_id,
        fit_id=run.fit_id,
        business=business_name(results),
        period=c.period,
        data_cut_off=run.dataset.last,
        as_of=run.as_of or run.dataset.last,
        verdict=results.verdict.level,
        software=f"mmm_xl {version('mmm-xl')}",
        currency=run.dataset.settings.currency,
        data_digest=run.dataset.digest(),
        worth=c.worth if c.has_return else "",
    )
