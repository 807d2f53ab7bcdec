#!/bin/sh
# System services the tests and the demo need: found, or installed, or a clear word on what to install.
#   scripts/services.sh install              Chromium, PostgreSQL and Kannel (apt, when root on Debian or Ubuntu)
#   scripts/services.sh start-postgres       a private server on loopback; prints its folder and its URL
#   scripts/services.sh stop-postgres DIR
#   scripts/services.sh start-kannel PORT    a private SMS gateway on loopback, calling back on PORT; prints its settings
#   scripts/services.sh start-smsbox DIR     its HTTP side again, after a crash
#   scripts/services.sh stop-kannel DIR
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
    if [ "${1:-}" != browser ] && ! kannel_found; then install_kannel; fi
}

kannel_found() { command -v bearerbox >/dev/null 2>&1 && [ -x "$FAKESMSC" ]; }

FAKESMSC=/usr/lib/kannel/test/fakesmsc

install_kannel() {
    echo "Kannel is missing: installing it"
    # Only the binaries are wanted: policy-rc.d keeps Debian from starting the system's own gateway.
    policy=/usr/sbin/policy-rc.d
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && ours=yes; } 2>/dev/null || true
    apt_install kannel kannel-extras || echo "MISSING Kannel. Install it (Debian: apt install kannel kannel-extras)." >&2
    [ -z "${ours:-}" ] || rm -f "$policy"
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

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

reachable() { # port
    for _ in $(seq 100); do
        python3 -c "import socket; socket.create_connection(('127.0.0.1', $1), 1)" 2>/dev/null && return
        sleep 0.1
    done
    return 1
}

start_kannel() {
    kannel_found || { echo "no Kannel found; run scripts/services.sh install" >&2; exit 3; }
    dir=$(mktemp -d /tmp/peil-kannel-XXXXXX)
    admin=$(free_port) box=$(free_port) smsc=$(free_port) sendsms=$(free_port)
    password=$(python3 -c 'import secrets; print(secrets.token_hex(12))')
    sed -e "s#@DIR@#$dir#g; s#@ADMIN@#$admin#g; s#@BOX@#$box#g; s#@SMSC@#$smsc#g; s#@SENDSMS@#$sendsms#g" \
        -e "s#@PASSWORD@#$password#g; s#@CALLBACK@#$1#g" "$(dirname "$0")/../docs/kannel/kannel.conf" >"$dir/kannel.conf"
    chmod 600 "$dir/kannel.conf"
    bearerbox -v 4 "$dir/kannel.conf" >/dev/null 2>&1 &
    echo $! >"$dir/bearerbox.pid"
    reachable "$admin"
    start_smsbox "$dir"
    reachable "$sendsms"
    printf '%s\n' "$dir" "$password" "http://127.0.0.1:$sendsms/cgi-bin/sendsms" "http://127.0.0.1:$admin/status.txt" "$smsc"
}

start_smsbox() {
    smsbox -v 4 "$1/kannel.conf" >/dev/null 2>&1 &
    echo $! >"$1/smsbox.pid"
}

stop_kannel() {
    for box in smsbox bearerbox; do kill -9 "$(cat "$1/$box.pid")" 2>/dev/null || true; done
    rm -rf "$1"
}

case "${1:-}" in
    install) install "${2:-}" ;;
    start-postgres) start_postgres ;;
    stop-postgres) stop_postgres "$2" ;;
    start-kannel) start_kannel "$2" ;;
    start-smsbox) start_smsbox "$2" ;;
    stop-kannel) stop_kannel "$2" ;;
    *) sed -n '2,8p' "$0"; exit 2 ;;
esac
