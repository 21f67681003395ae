"""The validated modelling table, and how a workbook becomes one."""
