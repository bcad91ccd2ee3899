"""Figures without names; people by name; what is entered."""
