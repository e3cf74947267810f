from typing import Any

from backend.events.ticketing.plan import Plan

STEPS_SHOWN = 500


def told_plan(plan: Plan, *, committed: bool) -> dict[str, Any]:
    """A plan as its screen shows it: what stays as it is, is counted alone."""
    return {
        "committed": committed,
        "counts": plan.counts,
        "loses_much": plan.loses_much,
        "steps": [step for step in plan.steps if step.kind != "unchanged"][:STEPS_SHOWN],
    }
