"""Texts that steer a spreadsheet, a page, a path or a terminal where somebody is careless."""

from __future__ import annotations

FORMULAS = (
    "=1+1", "+SUM(A1)", "@SUM(A1)", "-2+3", '=HYPERLINK("http://evil.test","x")',
    "=cmd|'/C calc'!A0", "|cmd", "\t=1+1", "\r=1+1", "TV!A1", "=Settings!$B$5", "'[1]x'!A1",
    "{=1+1}", "=DDE(\"a\";\"b\")", "%0A=1+1", "\uff1d1+1",
)  # fmt: skip
"""What a spreadsheet could take for a formula, a reference or a program to start."""

MARKUP = (
    "<script>alert(1)</script>", "<w:p/>", "</w:t></w:r>", "<r><t>x</t></r>", "&lt;b&gt;", "&amp;",
    "]]>", "<!--", "{{x}}", "{% raw %}", "[red]bold[/red]", "[/]", "[link=http://evil.test]x[/link]",
    "abc\\", "$\\alpha$", "_x0041_", "_x000D_", "DDEAUTO c:\\x", "MERGEFIELD x",
    'R&D <5% & "quotes" £ é 漢 {{x}} =1+1', "http://evil.test/?a=b", "mailto:a@evil.test",
    "internal:Settings!A1", "external:c:\\x.xlsx", "&C&8&P", "Tom's", 'say "hi"', "#REF!", "''",
)  # fmt: skip
"""What a page, a sheet, a chart or a coloured terminal could take for its own language."""

STEERING = (
    "\x1b[31mred\x1b[0m", "\x1b]8;;http://evil.test\x1b\\x\x1b]8;;\x1b\\", "\x1b[2J\x1b[H",
    "\x9b31m", "\x07", "a\x08b", "\x7f", "\u202egnp.exe", "\u2066x\u2069", "a\u200bb", "a\u200db",
    "\ufeffx", "\x00nul", "\x0b\x0c", "\x1f", "\u0085x", "\u2028x", "\ufffe", "line\nbreak",
    "line\r\nbreak", "\ud800x", "😀", "👨\u200d👩\u200d👧", "e\u0301\u0301\u0301", "\U000e0041",
)  # fmt: skip
"""What a terminal obeys, hides or cannot show, and what XML does not allow."""

PATHS = (
    "../../etc/passwd", "..\\..\\x", "/etc/passwd", "C:\\x", "CON", "NUL.txt", "a/b:c*?", "~root",
    ".hidden", "-rf", "%s %n", "$(x)", "`x`", "%PATH%", "; rm x", "x\n", "trailing. ",
)  # fmt: skip
"""What a file system or a shell gives a meaning."""

LONG = ("W" * 300, "漢" * 200, "long " * 8_000)

PAYLOADS = (*FORMULAS, *MARKUP, *STEERING, *PATHS, *LONG)
