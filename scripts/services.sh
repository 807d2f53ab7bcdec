#!/bin/sh
# System services the tests and the demo need: found, or installed, or a clear word on what to install.
#   scripts/services.sh install              Chromium and PostgreSQL (apt, when root on Debian or Ubuntu)
#   scripts/services.sh start-postgres       a private server on loopback; prints its folder and its URL
#   scripts/services.sh stop-postgres DIR
set -eu

postgres_bin() { # newest server binaries, in PATH or where Debian puts them
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) $(dirname "$(command -v initdb || echo /none/x)"); do
        [ -x "$folder/initdb" ] && echo "$folder" && return
    done
    return 1
}

chromium_found() {
    [ -n "${PEIL_CHROMIUM:-}" ] && return 0
    for name in chromium-headless-shell chromium google-chrome; do command -v "$name" >/dev/null 2>&1 && return 0; done
    ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium*/ >/dev/null 2>&1
}

apt_install() { # returns 1 where apt cannot be used
    command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ] || return 1
    export DEBIAN_FRONTEND=noninteractive
    [ -n "${APT_FRESH:-}" ] || { apt-get update -qq && APT_FRESH=1; } || return 1
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

browser_by_playwright() { # the way on a machine that is not Debian, or without root
    [ -x .venv/bin/playwright ] && timeout 600 .venv/bin/playwright install --only-shell chromium >/dev/null 2>&1
}

install() {
    if ! chromium_found; then
        echo "Chromium is missing: installing it"
        apt_install chromium chromium-headless-shell fonts-dejavu-core || apt_install chromium fonts-dejavu-core \
            || browser_by_playwright || echo "MISSING Chromium. Install the package 'chromium' (Debian: apt install chromium;" \
            "elsewhere: .venv/bin/playwright install chromium) or point PEIL_CHROMIUM at one." >&2
    fi
    if [ "${1:-}" != browser ] && ! postgres_bin >/dev/null; then
        echo "PostgreSQL is missing: installing it"
        # Only the binaries are wanted: the tests start their own server and leave the system's alone.
        apt_install postgresql-common && { echo "create_main_cluster = false" >>/etc/postgresql-common/createcluster.conf; } || true
        apt_install postgresql || echo "MISSING PostgreSQL. Install the server binaries (Debian: apt install postgresql)." >&2
    fi
}

as_owner() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start_postgres() {
    bin=$(postgres_bin) || { echo "no PostgreSQL server binaries found; run scripts/services.sh install" >&2; exit 3; }
    dir=$(mktemp -d /tmp/peil-postgres-XXXXXX)
    if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
    as_owner "$bin/initdb" -D "$dir/data" -U peil -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    as_owner "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/log" \
        -o "-h 127.0.0.1 -p $port -k $dir -c fsync=off -c full_page_writes=off" start >/dev/null
    echo "$dir"
    echo "postgresql+psycopg://peil@127.0.0.1:$port/postgres"
}

stop_postgres() {
    as_owner "$(postgres_bin)/pg_ctl" -D "$1/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$1"
}

case "${1:-}" in
    install) install "${2:-}" ;;
    start-postgres) start_postgres ;;
    stop-postgres) stop_postgres "$2" ;;
    *) sed -n '2,5p' "$0"; exit 2 ;;
esac
