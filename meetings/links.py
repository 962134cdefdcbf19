"""What meetings shows of records of lower floors."""

from forum.links import register

register("plans.usulan", "Jejak usulan", "meetings:trace")
register("plans.workplan", "Kesepakatan tanpa pagu", "meetings:unfunded_of_workplan")
