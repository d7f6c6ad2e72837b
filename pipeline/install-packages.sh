#!/bin/sh
# Installs the Debian packages named as arguments that are missing, and says which.
# Needs root or sudo only when something is missing.
set -eu
missing=
for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
        echo "set-up: these packages are missing, install them as root:$missing" >&2
        exit 1
    }
    as_root=sudo
fi
echo "set-up: installing$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # a list of package names
if ! { $as_root apt-get update && $as_root apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "set-up: apt-get failed; mend its sources and try again" >&2
    exit 1
fi
