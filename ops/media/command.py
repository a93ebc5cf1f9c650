"""`ops media` at the keyboard."""

from __future__ import annotations

import os

import click

from ops.config import Config


@click.command()
@click.option("--app", default=None, metavar="URL", help="The server's address; OPS_MEDIA_APP, else port 8000 here.")
@click.option("--http", default=None, metavar="PORT", help="Pages and pictures for browsers (8090).")
@click.option("--rtmp", default=None, metavar="PORT", help="Encoders of the sites (1935).")
@click.option("--check", is_flag=True, help="Only say which programs are missing.")
def media_command(app: str | None, http: str | None, rtmp: str | None, check: bool) -> None:
    """Serve the pictures of the bridge; a program of its own beside the server."""
    from ops.errors import StartError
    from ops.media import packages

    lacking = packages.missing()
    if check:
        click.echo(packages.sentence(lacking) if lacking else "Đủ chương trình cho cầu truyền hình.")
        return
    if lacking:
        raise StartError(packages.sentence(lacking), 69)
    from ops.media import config, supervisor

    given = {"OPS_MEDIA_APP": app, "OPS_MEDIA_HTTP": http, "OPS_MEDIA_RTMP": rtmp}
    environ = dict(os.environ) | {name: value for name, value in given.items() if value}
    supervisor.run(config.from_env(Config.from_env(os.environ), environ))
