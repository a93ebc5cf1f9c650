"""Changes of the frame that belong to no screen: jobs asked for and ended."""

from tests.support.evening import Evening, case


def _sheet(one: Evening) -> None:
    """A sheet of badges is asked for and made, here and now."""
    from ops.core import jobs
    from ops.core.work import Doorbell, begin
    from tests.support.factories import new_ref

    ops = one.world.ops
    asked = {"layout": "a6", "guests": one.guests[:1]}
    with begin(ops.db, Doorbell(), one.world.id, f"staff:{one.staff.id}") as work:
        row = jobs.ask(work, new_ref(), "badges.sheet", asked)
    ops.hall.extra["jobs"].run(one.world.id, row["id"])


@case("core.job_asked")
def job_asked(one: Evening) -> None:
    _sheet(one)


@case("core.job_ended")
def job_ended(one: Evening) -> None:
    _sheet(one)
