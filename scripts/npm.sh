#!/usr/bin/env bash
# npm for developers. Without npm the JavaScript checks are left out, loudly; in CI that is an error.
set -euo pipefail
if ! command -v npm >/dev/null; then
  echo "npm is missing: 'npm $*' is left out." >&2
  case ${CI:-} in true | 1) exit 1 ;; esac
  exit 0
fi
exec npm --no-update-notifier "$@"
