"""Channels bought where demand is are named until a test speaks of them."""

from dataclasses import replace

import pytest

from mmm_xl.analysis.demand_capture import capture_reasons, untested_capture
from mmm_xl.data.checks.names import captures_demand
from mmm_xl.names import ExperimentUse


@pytest.mark.parametrize("name", ["Paid search", "Brand Search", "Google Ads", "Retargeting",
                                  "Affiliates", "PPC", "searchBrand"])  # fmt: skip
def test_media_bought_on_demand_are_known_by_name(name) -> None:
    assert captures_demand(name)


@pytest.mark.parametrize("name", ["TV", "Display", "Radio", "Research", "Print", "Out of home"])
def test_other_media_are_not(name) -> None:
    assert not captures_demand(name)


def test_a_channel_is_named_until_a_calibrating_test_speaks_of_it(dataset) -> None:
    (test,) = [one for one in dataset.experiments if one.channels == ("Paid search",)]
    assert not test.calibrates
    assert untested_capture(dataset) == ("Paid search", "Affiliates")
    (said,) = capture_reasons(dataset)
    assert said.startswith("Paid search and Affiliates are bought")
    calibrated = replace(dataset, experiments=(replace(test, use=ExperimentUse.CALIBRATE),))
    assert untested_capture(calibrated) == ("Affiliates",)
    assert capture_reasons(calibrated)[0].startswith("Affiliates is bought")


def test_nothing_is_said_of_other_channels(dataset) -> None:
    plain = tuple(replace(c, name=f"Medium {i}", label=f"Medium {i}")
                  for i, c in enumerate(dataset.channels))  # fmt: skip
    assert capture_reasons(replace(dataset, channels=plain, experiments=())) == ()
