"""What is looked at in a workbook: every rule with its name, threshold and recommendation."""
