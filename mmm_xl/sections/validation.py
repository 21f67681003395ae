"""Validation and Candidates sheets of a run, and what it was not put to."""

from __future__ import annotations

from dataclasses import replace

from mmm_xl.analysis.results import Results
from mmm_xl.sections.candidates import candidates_section, recovery_section
from mmm_xl.sections.context import Context
from mmm_xl.sections.section import Section
from mmm_xl.sections.validation_chains import chains_section
from mmm_xl.sections.validation_checks import CHECKS, checks_section
from mmm_xl.sections.validation_forecast import forecast_section
from mmm_xl.sections.validation_priors import priors_section
from mmm_xl.sections.validation_realism import realism_section
from mmm_xl.sections.validation_sensitivity import sensitivity_section
from mmm_xl.sections.validation_weeks import weeks_section


def validation_sections(results: Results, c: Context) -> tuple[Section, ...]:
    """Sections of all that was looked at, in reading order; none where nothing was."""
    found = results.validation
    if found is None:
        return ()
    unseen, sensitive = found.out_of_sample, found.sensitivity
    made = (
        checks_section(results, found.depth, c),
        priors_section(found.prior, c),
        realism_section(found, c),
        chains_section(found, c),
        *((weeks_section(results, unseen, c),) if unseen else ()),
        forecast_section(results, found.forecast, c),
        *((sensitivity_section(results, sensitive, c),) if sensitive else ()),
        *((candidates_section(results, found.candidates, c),) if found.candidates else ()),
        *((recovery_section(found.recovery, c),) if found.recovery else ()),
    )
    return tuple(map(_narrow, made))


def _narrow(section: Section) -> Section:
    """Section whose words keep to the width of numbers, but for the checks, which are words.

    Notes
    -----
    Tables of a sheet share its columns.
    """
    tables = (replace(table, wrapped=table.key != CHECKS) for table in section.tables)
    return replace(section, tables=tuple(tables))
