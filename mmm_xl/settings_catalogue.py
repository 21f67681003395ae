"""Every setting a user can change: unit, allowed values and one sentence.

The Settings sheet, its data validation, its reader and the documentation are all made from
`CATALOGUE`; defaults are those of `mmm_xl.settings.Settings`.
"""

from __future__ import annotations

from mmm_xl.setting_info import SettingInfo
from mmm_xl.settings_business import BUSINESS
from mmm_xl.settings_data import DATA
from mmm_xl.settings_model import MODEL, SAMPLER

__all__ = ["CATALOGUE", "SettingInfo", "setting"]

CATALOGUE: tuple[SettingInfo, ...] = (*BUSINESS, *MODEL, *DATA, *SAMPLER)
"""All settings in the order of the sheet."""


def setting(key: str) -> SettingInfo:
    """Catalogue entry of one setting."""
    return next(info for info in CATALOGUE if info.key == key)
