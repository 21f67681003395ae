"""``mmm-xl show lift`` with changes of spend: what is read, and what is refused in a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from mmm_xl.cli import app
from mmm_xl.data.window import every_week
from mmm_xl.errors import UnknownName
from mmm_xl.runs import store
from mmm_xl.show.change import Asked, _Reader, show_change


@pytest.fixture(scope="module")
def stored(run):
    """The session's run, in the store of the tests."""
    store.save_fit(run)
    store.save_run(run, {})
    return run


def invoked(run, *arguments):
    return CliRunner().invoke(app, ["show", run.run_id, *arguments])


def test_every_kind_of_change_in_one_answer(stored) -> None:
    found = invoked(stored, "lift", "--cut", "TV=20%", "--cap", "Display=30,000", "--shift",
                    "TV>Paid search=50000", "--linked", "TV=Paid search:30%,Email:5%",
                    "--window", "2025Q1")  # fmt: skip
    assert found.exit_code == 0, found.output
    for words in ("TV 20% less", "Display at most 30,000 EUR a week",
                  "50,000 EUR from TV to Paid search", "TV off, with it Paid search 30% less",
                  "P(better off)", "of 100", "Window: 2025Q1",
                  "given this model and its data"):  # fmt: skip
        assert words in found.stdout
    assert "…" not in found.stdout
    assert stored.run_id in found.stdout


def test_a_shift_changes_no_spend_and_is_judged_all_the_same(stored) -> None:
    shown = show_change(stored.run_id, Asked(shifts=("TV>Paid search=50000",)))
    row = dict(zip([column.name for column in shown.columns], shown.rows[0], strict=True))
    assert row["Change of spend"] == 0
    assert row["Outcome per unit"] is None
    assert row["Change of margin"] == row["After media"]
    assert 0 < row["P(better off)"] < 1


def test_the_window_is_that_of_the_money(stored) -> None:
    whole, quarter = (
        show_change(stored.run_id, Asked(cuts=("TV=100%",)), window) for window in ("all", "2025Q1")
    )
    spent = stored.dataset.spend[:, stored.dataset.channel_names.index("TV")].sum()
    assert whole.rows[0][2] == pytest.approx(-spent)
    assert -spent < quarter.rows[0][2] < 0
    assert every_week(stored.dataset).label in " ".join(whole.lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--cut", "TV"), "write it like TV=20%"),
        (("--cut", "TV=20"), "outside -100% to 100%"),
        (("--cut", "TV=much"), "much is not a number"),
        (("--cut", "TV=nan"), "nan is not a number"),
        (("--cap", "TV=-5"), "-5 is outside 0 to any amount"),
        (("--shift", "TV=5"), "write it like TV>Paid search=50000"),
        (("--linked", "TV=Email"), "write it like TV=Paid search:30%"),
        (("--linked", "TV=Email:120%"), "120% is outside 0% to 100%"),
    ],
)
def test_what_is_no_change_is_wrong_usage(stored, arguments, words) -> None:
    found = invoked(stored, "lift", *arguments)
    assert found.exit_code == 2, found.output
    assert words in " ".join(found.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--cut", "Radio=5%"), "names no channel that is here; there are Paid search"),
        (("--shift", "TV>Radio=5"), "names no channel that is here"),
        (("--linked", "TV=Radio:5%"), "names no channel that is here"),
        (("--linked", "Display"), "the Channels sheet states no channel that moves with Display"),
        (("--linked", "TV=TV:5%"), "'TV' cannot fall along with itself"),
        (("--shift", "TV>Email=5"), "'Email' spent 0"),
        (("--shift", "TV>Display=5e12"), "cannot be moved"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(stored, arguments, words) -> None:
    found = invoked(stored, "lift", *arguments)
    assert found.exit_code == 1, found.output
    assert found.stderr.count("\n") == 1
    assert words in found.stderr


@pytest.mark.parametrize("arguments", [("roi",), ("carryover",), ("lift", "--view", "same-period")])
def test_a_change_belongs_to_lift_in_all_its_time(stored, arguments) -> None:
    assert invoked(stored, *arguments, "--cut", "TV=20%").exit_code == 2


def test_names_may_hold_any_sign(stored) -> None:
    odd = {"TV": "A=B>C", "Display": "News, print", "Affiliates": "x:y"}
    channels = tuple(
        replace(c, name=odd.get(c.name, c.name), label=odd.get(c.label, c.label))
        for c in stored.dataset.channels
    )
    reader = _Reader(replace(stored, dataset=replace(stored.dataset, channels=channels)))
    assert reader.amount("--cut", "a=b>c = 10%", "", (-1.0, 1.0)) == ("A=B>C", 0.1)
    assert reader.shift("A=B>C>News, print=1,000") == (("A=B>C", "News, print"), 1000.0)
    assert reader.link("A=B>C=News, print:10%, x:y:0.2") == (
        "A=B>C",
        {"News, print": 0.1, "x:y": 0.2},
    )
    with pytest.raises(UnknownName):
        reader.link("A=B>C=News:10%")
