"""Runs the product on one machine: embedded PostgreSQL, supervisor, bootstrap. Standard library only."""
