"""What plans leaves to the worker: sharing out a year's lokus and pagu."""

from django.utils import timezone
from django_tasks import task

from plans.models import AllocationRun


@task
def compute_allocation(run_pk: int) -> None:
    """Search the proposal of a run and keep it; does nothing for one that was dropped or has ended meanwhile."""
    # Imported here: every web process knows this task, but only the worker should wait half a second for SciPy.
    from plans.actions.allocation import keep_allocation
    from plans.allocation import allocate
    from plans.allocation_case import case_of

    run = AllocationRun.objects.filter(pk=run_pk, ended_at=None).first()
    if run is None:
        return
    found = allocate(**case_of(run), progress=AllocationRun.objects.filter(pk=run_pk).show_goal)
    keep_allocation(run, found, now=timezone.now())
