"""What one attempt is: an output and its occasion become a job for the side process."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from ops.outputs import filling, queries, sealing
from ops.outputs.models import output_send
from ops.outputs.rules import GIVE_UP_MS
from ops.stage import show_queries

Row = dict[str, Any]
TRIAL_TITLE = "Gửi thử"


def job_of(conn: Connection, event_id: str, send_id: str, key: bytes, now: int, known: Row | None = None) -> Row | None:
    """The job of a send; `{"fault": reason}` when there is nothing that could be sent, None when it is over."""
    send = queries.find_send(conn, event_id, send_id)
    output = queries.find_row(conn, event_id, send["output"]) if send else None
    if send is None or output is None or send["state"] != "waiting":
        return None
    if now - send["made_at"] > GIVE_UP_MS + 1_000:
        return {"fault": "too_late"}
    if output["what"] == "obs" and send["tries"] and _overtaken(conn, event_id, send, output):
        return {"fault": "overtaken"}
    secret = None
    if output["secret"] is not None:
        secret = sealing.unseal(key, event_id, output["id"], output["secret"])
        if secret is None:
            return {"fault": "secret_lost"}
    facts = {"do": "send", "send": send_id, "what": output["what"], "secret": secret}
    return facts | _filled(_values(conn, event_id, send, now, {} if known is None else known), send, output)


def _values(conn: Connection, event_id: str, send: Row, now: int, known: Row) -> Row:
    """What the templates may say; outputs of one cue ask for the same."""
    what = send["key"].partition("/")[0]
    key = f"{what}/{send['track']}/{send['row']}/{send['at']}"
    if key not in known:
        track = send["track"] or next((one["id"] for one in show_queries.tracks(conn, event_id)), "")
        known[key] = queries.values(conn, event_id, track, send["row"], what, send["at"], now)
    found: Row = known[key]
    return found


def _filled(values: Row, send: Row, output: Row) -> Row:
    """The templates with their words; a trial without a row says that it is one."""
    target, what = output["target"], values["what"]
    if what == "asked" and send["row"] is None:
        values = values | {"title": TRIAL_TITLE}
    if output["what"] == "http":
        body = filling.fill_json(target["body"], values).decode()
        return {"url": filling.fill_url(target["url"], values), "body": body, "header": target.get("header")}
    where = {"host": target["host"], "port": target["port"]}
    if output["what"] == "osc":
        message = [filling.fill_address(target["address"], values), filling.osc_args(target["args"], values)]
        return {**where, "messages": [message]}
    scene = filling.fill(target["scene"], values)
    if target.get("column"):
        scene = str(values.get(f"cell.{target['column']}", "")).strip() or scene
    return {**where, "scene": scene} if scene else {"fault": "no_scene_named"}


def _overtaken(conn: Connection, event_id: str, send: Row, output: Row) -> bool:
    """Whether the same OBS was sent something newer: a late scene must not push it off the air."""
    where = (output["target"]["host"], output["target"]["port"])
    same = [
        row["id"] for row in queries.rows(conn, event_id)
        if row["what"] == "obs" and (row["target"]["host"], row["target"]["port"]) == where
    ]  # fmt: skip
    newer = select(output_send.c.id).where(
        output_send.c.event_id == event_id, output_send.c.output.in_(same), output_send.c.made_at > send["made_at"]
    )
    return conn.execute(newer.limit(1)).first() is not None


def scenes_job(output: Row, event_id: str, key: bytes) -> Row:
    """Ask an OBS for its scenes."""
    sealed, target = output["secret"], output["target"]
    secret = sealing.unseal(key, event_id, output["id"], sealed) if sealed is not None else None
    return {"do": "scenes", "host": target["host"], "port": target["port"], "secret": secret}


def state_messages(conn: Connection, event_id: str, now: int) -> list[list[Any]]:
    """The flat state of every track as OSC messages; what is not known is not said."""
    found: list[list[Any]] = []
    for track in show_queries.tracks(conn, event_id):
        state = queries.flat_state(conn, event_id, track["id"], now) or {}
        named = {name: value for name, value in state.items() if name not in ("event", "track") and value is not None}
        found += [[f"/ops/{track['id']}/state/{name}", [_typed(value)]] for name, value in named.items()]
    return found


def _typed(value: Any) -> list[Any]:
    return ["i", int(value)] if isinstance(value, bool | int) else ["s", str(value)]
