#!/usr/bin/env bash
# Programs from Debian that `make` needs: `setup.sh venv` for running, `setup.sh test` for the tests as well.
# As root it installs what is missing; otherwise it says what is missing and what is then left out.
# In CI (CI=true) something missing at the end is an error.
set -euo pipefail

# program | Debian package | what is left out without it
VENV_TOOLS='
ensurepip|python3-venv|nothing runs: Python cannot make .venv
'
TEST_TOOLS='
chromium|chromium|browser tests
postgres|postgresql|the tests on PostgreSQL, make scaled
redis-server|redis-server|tests of two servers, make scaled
nginx|nginx-light|tests behind nginx, make scaled
setpriv|util-linux|the tests on PostgreSQL as root
openssl|openssl|tests of the certificates
certutil|libnss3-tools|browser tests over HTTPS with our own root
ffmpeg|ffmpeg|the pictures of the bridge, browser tests with a fake camera
nginx-rtmp|libnginx-mod-rtmp|the pictures of the bridge
obs|obs-studio|the test with a real OBS
obs-websocket|obs-plugins|the test with a real OBS
Xvfb|xvfb|the test with a real OBS
node|nodejs|tests and lint of the JavaScript
npm|npm|lint and types of the JavaScript
'
# Nothing is left out without these; tests only take longer.
TEST_WISHES='
chromium-headless-shell|chromium-headless-shell|browser tests take half as long again
'

found() {
  case $1 in
    ensurepip) "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null ;;
    nginx-rtmp) [ -n "$(compgen -G '/usr/lib*/nginx/modules/ngx_rtmp_module.so')" ] ;;
    obs-websocket) [ -n "$(compgen -G '/usr/lib/*/obs-plugins/obs-websocket.so')" ] ;;
    postgres) [ -n "$(compgen -G '/usr/lib/postgresql/*/bin/postgres')" ] || command -v postgres >/dev/null ;;
    *) PATH=$PATH:/usr/sbin:/usr/local/sbin command -v "$1" >/dev/null ;;
  esac
}

missing() {
  local program package effect
  while IFS='|' read -r program package effect; do
    [ -z "$program" ] || found "$program" || echo "$program|$package|$effect"
  done <<<"$1"
}

quiet_apt() {
  # RUNLEVEL=1: the packages' own services are not started; the tests start private ones.
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -y -o Dpkg::Use-Pty=0 "$@"
}

install() {
  echo "Installing Debian packages: $*"
  local log package
  log=$(mktemp)
  quiet_apt update >"$log" 2>&1 || true
  # One package that cannot be had must not keep the others away.
  quiet_apt install --no-install-recommends "$@" >>"$log" 2>&1 ||
    for package in "$@"; do
      quiet_apt install --no-install-recommends "$package" >>"$log" 2>&1 ||
        echo "apt-get install $package failed: $(grep '^E:' "$log" | tail -n 1)" >&2
    done
  rm -f "$log"
}

main() {
  local wanted=$VENV_TOOLS wishes= lack packages
  [ "${1:-}" = test ] && wanted+=$TEST_TOOLS wishes=$TEST_WISHES
  lack=$(missing "$wanted$wishes")
  [ -n "$lack" ] || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    mapfile -t packages < <(cut -d'|' -f2 <<<"$lack" | sort -u)
    install "${packages[@]}"
  fi
  lack=$(missing "$wanted")
  [ -n "$lack" ] || return 0
  while IFS='|' read -r program package effect; do
    echo "Missing: $program (apt-get install $package). Without it: $effect." >&2
  done <<<"$lack"
  case ${CI:-} in true | 1) return 1 ;; esac
  ! grep -q '^ensurepip|' <<<"$lack"
}

main "$@"
