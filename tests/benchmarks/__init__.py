"""Measurements: how fast, and compared with whom. Printed, never asserted."""
