"""The validation report: the same sections as the workbook, on pages (Word)."""
