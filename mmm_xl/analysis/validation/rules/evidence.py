"""Rules of this group, in reading order."""

from __future__ import annotations

from mmm_xl.analysis.validation.check import Rule

RULES: tuple[Rule, ...] = ()
