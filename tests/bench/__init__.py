"""Measures of the product (`make bench`). They print figures and assert nothing about time."""
