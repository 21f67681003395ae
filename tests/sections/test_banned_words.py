"""Nothing generated claims more than a model can: banned words, looked for wherever words are."""

from __future__ import annotations

import pytest
import typer.main
from typer.testing import CliRunner

from mmm_xl.cli import app
from mmm_xl.data.contents import from_raw, to_raw
from mmm_xl.outputs import write_report, write_workbook
from mmm_xl.sections.wording_rules import BANNED, offences
from tests.sections import generated_texts


def found(texts) -> list[str]:
    return [
        f"{where}: {hit.found!r} in {hit.around!r}: {hit.instead}"
        for where, text in texts
        for hit in offences(text)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "This proves that TV works.", "a proven channel", "Uplift is guaranteed.",
        "95% confidence interval", "a statistically significant effect", "not significant",
        "SR 11-7 compliant", "The plan will increase revenue.", "an accurate figure",
        "the optimal mix", "the true ROI is 2", "It is likely to pay.", "Most likely TV.",
        "This ensures that it adds up.", "precisely 1.83", "the impact is 3m",
        "the best possible plan",
    ],
)  # fmt: skip
def test_claims_are_found(text) -> None:
    assert list(offences(text))


@pytest.mark.parametrize(
    "text",
    [
        "The fit describes; it proves nothing about returns.",
        "This is not proof of an effect.",
        "given this model and its data, the true value lies inside it with that probability",
        "It is likely (66 to 90 of 100) to pay.",
        "about as likely as not (33 to 66 of 100)",
        "likely return before the data",
        "an equal-tailed credible interval",
    ],
)
def test_denials_and_numbers_pass(text) -> None:
    assert not list(offences(text))


def test_every_allowed_phrase_has_a_reason_and_is_an_exception() -> None:
    for rule in BANNED:
        assert rule.instead
        for phrase, reason in rule.allowed:
            assert phrase, rule.pattern
            assert reason, phrase


def test_no_sentence_of_any_module_claims_too_much() -> None:
    texts = list(generated_texts.of_modules())
    assert len(texts) > 2000
    assert not found(texts)


def test_no_section_claims_too_much(document) -> None:
    texts = list(generated_texts.of_document(document))
    assert len(texts) > 300
    assert not found(texts)


def test_no_sheet_and_no_page_claims_too_much(document, world, tmp_path) -> None:
    book, report = tmp_path / "book.xlsx", tmp_path / "report.docx"
    write_workbook(from_raw(to_raw(world.contents)), document, document.stamp.run_id, book)
    write_report(document, report, lambda words: None)
    for path in (book, report):
        texts = list(generated_texts.of_package(path))
        said = " ".join(text for _, text in texts)
        assert document.section("carryover").message in said
        assert not found(texts)


def test_no_command_line_help_claims_too_much() -> None:
    commands = typer.main.get_command(app).commands
    for arguments in ([], *([name] for name in commands)):
        shown = CliRunner().invoke(app, [*arguments, "--help"])
        assert shown.exit_code == 0, arguments
        assert not found([(" ".join(arguments), " ".join(shown.output.split()))])
