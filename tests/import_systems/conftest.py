"""Fixtures that run each case with dormant off and on."""

from support.cases import Case, Outcome, case, case_environment

__all__ = ["Case", "Outcome", "case", "case_environment"]
