"""What Northmoor, which does not exist, agreed to do: actions with owner, steps and due date, and when they were done."""

from __future__ import annotations

from datetime import date, timedelta

import what_happens as world

# What the partnership decided to do, one action every seven weeks or so, and the role that answers for it.
ACTIONS = (
    ("Mend the lights on the path behind Example Street", "Streets manager"),
    ("Agree one referral form for domestic abuse support", "Support service manager"),
    ("Train two more volunteer mediators", "Mediation coordinator"),
    ("Walk the parks with residents after dark", "Neighbourhood inspector"),
    ("Write to every landlord about the noise diary", "Housing manager"),
    ("Bring the conference's papers out a week earlier", "Conference coordinator"),
    ("Put a contact point for reports into the library", "Partnership manager"),
    ("Check that every closed case was offered a survey", "Support service manager"),
    ("Patrol Pretend Park at weekends", "Neighbourhood inspector"),
    ("Tell tenants about mediation when they move in", "Housing manager"),
    ("Hold a drop-in for young people at Story Close", "Youth work manager"),
    ("Test the out-of-hours telephone line", "Support service manager"),
    ("Cut back the hedges along Legend Walk", "Streets manager"),
    ("Prepare agencies for the conference's lower threshold", "Conference coordinator"),
    ("Brief hospital staff on how to refer", "Health lead"),
    ("Ask referrers why a party declines mediation", "Mediation coordinator"),
    ("Follow up every case heard twice in a year", "Conference coordinator"),
    ("Review the summer of the travelling fair", "Partnership manager"),
    ("Meet the fair's owners before their next season", "Neighbourhood inspector"),
    ("Publish what residents said and what was done", "Partnership manager"),
    ("Share the list of empty buildings every month", "Housing manager"),
    ("Visit people who reported three times in a month", "Neighbourhood inspector"),
    ("Fill the post of the conference coordinator", "Partnership manager"),
    ("Explain mediation on the back of the rent letter", "Housing manager"),
    ("Rehearse cover for the conference coordinator", "Conference coordinator"),
    ("Agree who phones first when two agencies refer", "Support service manager"),
    ("Place an adviser at the hospital", "Health lead"),
    ("Offer the satisfaction survey on paper as well", "Mediation coordinator"),
    ("Move the parking area's camera to the far corner", "Streets manager"),
    ("Try evening appointments for mediation", "Mediation coordinator"),
    ("Look into the rise in referrals from the hospital", "Support service manager"),
    ("Invite schools to the youth drop-in", "Youth work manager"),
    ("Map incidents by hour for the summer patrols", "Neighbourhood inspector"),
    ("Tell the partnership what the summer patrols changed", "Neighbourhood inspector"),
)
STEPS = (
    "draft, try out, decide",
    "ask partners, write, publish",
    "find the money, order, put in place",
    "plan, do, look back",
)
# The newest actions, as they stand on the last day: what is not as the rule above would have it.
NOT_SETTLED = {
    "Place an adviser at the hospital": {"due": date(2025, 12, 31), "completed": date(2026, 1, 5)},
    "Offer the satisfaction survey on paper as well": {"due": date(2026, 1, 31), "completed": date(2026, 1, 12)},
    "Move the parking area's camera to the far corner": {"due": date(2026, 2, 28), "completed": None},
    "Try evening appointments for mediation": {"due": date(2026, 6, 15), "completed": None},
    "Look into the rise in referrals from the hospital": {
        "opened": date(2026, 2, 18), "due": date(2026, 6, 30), "milestones": None, "completed": None,
    },
    "Invite schools to the youth drop-in": {
        "opened": date(2026, 2, 18), "due": date(2026, 5, 29), "lead": None, "completed": None,
    },
    "Map incidents by hour for the summer patrols": {"opened": date(2026, 3, 18), "due": None, "completed": None},
    "Tell the partnership what the summer patrols changed": {
        "opened": date(2026, 3, 18), "due": date(2026, 10, 21), "completed": None,
    },
}  # fmt: skip


def actions() -> list[dict]:
    """Every action of the partnership: what, who answers for it, its steps, when it was agreed, due and done."""
    made = []
    for at, (text, owner) in enumerate(ACTIONS):
        agreed = world.meeting(world.month_later(date(world.FIRST_YEAR, 6, 1), at * 7 // 3))
        due = agreed + timedelta(world.between(60, 240, "due", at))
        done = due + timedelta(
            world.between(-50, -1, "before", at) if world.chance(68, "kept", at) else world.between(5, 90, "after", at)
        )
        action = {"action": text, "lead": owner, "milestones": STEPS[world.between(0, len(STEPS) - 1, "steps", at)]}
        dated = {"opened": agreed, "due": due, "completed": done}
        made.append({"id": f"ac{at + 1:02d}", **action, **dated, **NOT_SETTLED.get(text, {})})
    return made
