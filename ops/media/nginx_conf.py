"""The text of nginx's configuration, and nothing else."""

from __future__ import annotations

from ops.media.config import LOOPBACK, MediaConfig

# One worker: /stat and /control know only the worker that answers. Hooks are answered by the media process.
# drop_idle_publisher frees a name; the alarm is the media process's own and comes four seconds earlier.
TEXT = """\
load_module {module};
{user}daemon off;
worker_processes 1;
pid {run}/nginx.pid;
error_log {run}/nginx.log warn;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}

rtmp {{
  server {{
    listen {host}:{rtmp};
    chunk_size 4096;
    max_message 4M;
    ping 5s;
    ping_timeout 5s;
    access_log off;
    notify_method post;
{applications}  }}
}}

http {{
  access_log off;
  server_tokens off;
  client_body_temp_path {run}/body;
  proxy_temp_path {run}/proxy;
  fastcgi_temp_path {run}/fastcgi;
  uwsgi_temp_path {run}/uwsgi;
  scgi_temp_path {run}/scgi;
  map $http_upgrade $media_connection {{ default upgrade; '' close; }}

  server {{
    listen {loopback}:{stat};
    location /stat {{ rtmp_stat all; }}
    location /control {{ rtmp_control all; }}
  }}

  server {{
    listen {host}:{http};
    proxy_http_version 1.1;
    proxy_buffering off;
    proxy_request_buffering off;
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $media_connection;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Port '';
    proxy_set_header X-Forwarded-Prefix '';
    proxy_set_header Forwarded '';
    proxy_read_timeout 60s;
    client_max_body_size 20m;
    # A pass is part of the address: an address of ours is never told to another site.
    location /media/ {{ add_header Referrer-Policy no-referrer always; proxy_pass http://{loopback}:{front}; }}
    location / {{ proxy_pass {app}; }}
  }}
}}
"""
APPLICATION = """\
    application {name} {{
      live on;
      wait_key on;
      wait_video off;
      interleave on;
      drop_idle_publisher 5s;
      on_publish http://{loopback}:{front}/hook/{secret}/publish;
      on_publish_done http://{loopback}:{front}/hook/{secret}/done;
      on_play http://{loopback}:{front}/hook/{secret}/play;
      on_update http://{loopback}:{front}/hook/{secret}/update;
      notify_update_timeout 1s;
      notify_update_strict off;
    }}
"""


def text(config: MediaConfig, module: str, hook_secret: str, as_root: bool) -> str:
    """The configuration. as_root: nginx would drop to a user who may not enter our private folder."""
    names = ("contrib", "program")
    applications = "".join(
        APPLICATION.format(name=name, loopback=LOOPBACK, front=config.front, secret=hook_secret) for name in names
    )
    return TEXT.format(
        module=module,
        user="user root;\n" if as_root else "",
        run=config.run,
        host=config.host,
        http=config.http,
        rtmp=config.rtmp,
        stat=config.stat,
        front=config.front,
        app=config.app,
        loopback=LOOPBACK,
        applications=applications,
    )
