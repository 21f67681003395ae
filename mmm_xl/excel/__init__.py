"""The live face: worksheet functions through xlwings."""
