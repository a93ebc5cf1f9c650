"""What the program is put together from: the domains of the journal, the modules with routes and with pages, and who
answers a question that core asks without knowing them.
"""

from __future__ import annotations

from ops.badges import changes as badges_changes, jobs as badges_jobs, pages as badges_pages, routes as badges_routes
from ops.bridge import (
    changes as bridge_changes,
    media_pages as bridge_media_pages,
    media_routes as bridge_media_routes,
    pages as bridge_pages,
    payloads as bridge_payloads,
    queries as bridge_queries,
    routes as bridge_routes,
    site_routes as bridge_site_routes,
)
from ops.bridge.actions import invites as bridge_invites
from ops.checkin import (
    changes as checkin_changes,
    extra_routes,
    group_routes,
    guest_queries,
    issue_queries,
    pages as checkin_pages,
    queries as checkin_queries,
    routes as checkin_routes,
    row_payloads,
    scan_queries,
)
from ops.core import (
    auth,
    changes,
    device_routes,
    job_routes,
    jobs,
    journal,
    pages,
    payloads,
    queries,
    routes,
)
from ops.core.live import Domain
from ops.guestlist import (
    changes as guestlist_changes,
    jobs as guestlist_jobs,
    pages as guestlist_pages,
    routes as guestlist_routes,
)
from ops.invitations import (
    changes as invitations_changes,
    jobs as invitations_jobs,
    pages as invitations_pages,
    routes as invitations_routes,
)
from ops.livestream import (
    booth_pages,
    changes as live_changes,
    handed_routes,
    payloads as live_payloads,
    queries as live_queries,
    routes as live_routes,
)
from ops.livestream.catalogue import (
    file_routes as catalogue_file_routes,
    import_routes as catalogue_import_routes,
    pages as catalogue_pages,
    routes as catalogue_routes,
)
from ops.livestream.figures import pages as figures_pages, routes as figures_routes
from ops.livestream.host import pages as host_pages, routes as host_routes
from ops.livestream.planner import jobs as planner_jobs, routes as planner_routes
from ops.livestream.public import pages as public_pages, routes as public_routes
from ops.outputs import (
    changes as outputs_changes,
    control_actions,
    pages as outputs_pages,
    routes as outputs_routes,
)
from ops.privacy import (
    changes as privacy_changes,
    jobs as privacy_jobs,
    pages as privacy_pages,
    routes as privacy_routes,
)
from ops.protocol import (
    changes as protocol_changes,
    pages as protocol_pages,
    payloads as protocol_payloads,
    people_queries,
    queries as protocol_queries,
    routes as protocol_routes,
)
from ops.spaces import (
    card_routes as space_card_routes,
    changes as space_changes,
    draw_routes,
    lead_routes,
    pages as space_pages,
    payloads as space_payloads,
    queries as space_queries,
    routes as space_routes,
)
from ops.spaces.actions import cards as space_cards
from ops.stage import (
    changes as stage_changes,
    jobs as stage_jobs,
    pages as stage_pages,
    payloads as stage_payloads,
    presence_routes as stage_presence_routes,
    prompter_routes,
    queries as stage_queries,
    routes as stage_routes,
)
from ops.stage.editor import routes as stage_editor_routes
from ops.stage.files import routes as stage_file_routes
from ops.stage.prints import queries as print_queries
from ops.stage.record import routes as stage_record_routes
from ops.stage.screens import routes as screen_routes


def kinds_of(table: dict[str, tuple[set[str], set[str]]]) -> dict[str, journal.Kind]:
    """A domain's register as values."""
    return {name: journal.Kind(frozenset(touches), frozenset(heard)) for name, (touches, heard) in table.items()}


DOMAINS = (
    Domain("core", kinds_of(changes.KINDS), changes.ENTITIES, queries.read, payloads.shown),
    Domain(
        "checkin",
        kinds_of(checkin_changes.KINDS),
        checkin_changes.ENTITIES,
        checkin_queries.read,
        row_payloads.shown,
    ),
    Domain(
        "protocol",
        kinds_of(protocol_changes.KINDS),
        protocol_changes.ENTITIES,
        protocol_queries.read,
        protocol_payloads.shown,
    ),
    Domain("stage", kinds_of(stage_changes.KINDS), stage_changes.ENTITIES, stage_queries.read, stage_payloads.shown),
    Domain("livestream", kinds_of(live_changes.KINDS), live_changes.ENTITIES, live_queries.read, live_payloads.shown),
    Domain("spaces", kinds_of(space_changes.KINDS), space_changes.ENTITIES, space_queries.read, space_payloads.shown),
    Domain(
        "bridge", kinds_of(bridge_changes.KINDS), bridge_changes.ENTITIES, bridge_queries.read, bridge_payloads.shown
    ),
)
REGISTERS = (guestlist_changes, invitations_changes, badges_changes, privacy_changes, outputs_changes)
"""Domains without rows of their own in the feed."""
for _domain in DOMAINS:
    journal.KINDS.update(_domain.kinds)
for _register in REGISTERS:
    journal.KINDS.update(kinds_of(_register.KINDS))
for _jobs in (guestlist_jobs, invitations_jobs, badges_jobs, privacy_jobs, stage_jobs, planner_jobs):
    jobs.KINDS.update(_jobs.KINDS)
queries.missing_of[:] = [scan_queries.missing]
print_queries.people_of[:] = [people_queries.known_people]
queries.named_by_device[:] = [issue_queries.rows_naming_device]
queries.names_of["token"] = control_actions.holder_name
queries.names_of["person"] = live_queries.person_name
queries.names_of["site"] = bridge_queries.invite_name
auth.finders["ctl_"] = control_actions.find_holder
space_cards.guests_by_code[:] = [guest_queries.guests_by_code]
auth.finders["brg_"] = bridge_invites.find_holder


RECEPTION = (
    (guestlist_routes, guestlist_pages),
    (invitations_routes, invitations_pages),
    (badges_routes, badges_pages),
    (protocol_routes, protocol_pages),
    (privacy_routes, privacy_pages),
    (outputs_routes, outputs_pages),
)
ROUTES = (
    routes,
    device_routes,
    job_routes,
    checkin_routes,
    group_routes,
    extra_routes,
    stage_routes,
    screen_routes,
    prompter_routes,
    stage_editor_routes,
    stage_presence_routes,
    stage_record_routes,
    stage_file_routes,
    catalogue_routes,
    live_routes,
    planner_routes,
    host_routes,
    catalogue_file_routes,
    catalogue_import_routes,
    figures_routes,
    handed_routes,
    public_routes,
    space_routes,
    space_card_routes,
    lead_routes,
    draw_routes,
    bridge_routes,
    bridge_site_routes,
    bridge_media_routes,
    bridge_media_pages,
    *(one for one, _ in RECEPTION),
)
"""Modules with an `api`."""
PAGES = (
    pages,
    checkin_pages,
    stage_pages,
    booth_pages,
    catalogue_pages,
    host_pages,
    figures_pages,
    public_pages,
    space_pages,
    bridge_pages,
    *(one for _, one in RECEPTION),
)
"""Modules with `pages`."""
