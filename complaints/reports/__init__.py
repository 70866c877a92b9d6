"""Figures, activities and published results, and their files."""
