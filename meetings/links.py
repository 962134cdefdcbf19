"""What meetings shows of records of lower floors."""

from collections.abc import Iterator

from forum.links import register
from meetings.models import Meeting
from plans import occasions


def _meetings(user, first, last) -> Iterator[occasions.Occasion]:
    for meeting in Meeting.objects.visible_to(user).on_days(first, last):
        url = meeting.get_absolute_url()
        yield occasions.Occasion(f"rapat-{meeting.pk}", meeting.held_on, str(meeting), url, meeting.state)


register("plans.usulan", "Jejak usulan", "meetings:trace")
register("plans.workplan", "Kesepakatan tanpa pagu", "meetings:unfunded_of_workplan")
occasions.register(_meetings)
