#!/usr/bin/env bash
# Both commands of the README on a bare machine: a Debian with python3, python3-venv, make and ca-certificates, and nothing
# else, made on the spot and thrown away; a clean clone of what is committed; real processes, the network of this machine.
#
#   scripts/fresh.sh [root|user] [run|test] …    who and which command; all four by default
#   TESTS=… ARGS=…                               are handed to `make test`
#   FRESH_SUITE=bookworm FRESH_MIRROR=…          which Debian, from where (by default from where this machine has its own)
#   FRESH_BASE=folder                            keeps the bare Debian there, and takes it from there the next time
#
# Needs root, for chroot and mounts. Package mirrors, certificates and the settings of pip and npm are this machine's.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
suite=${FRESH_SUITE:-bookworm}
READY_WITHIN=600
STOP_WITHIN=30

# In namespaces of its own: whatever happens, no mount and no process stays behind.
if [ "${1:-}" != --inside ]; then
    [ "$(id -u)" = 0 ] || { echo "chroot and mounts need root." >&2; exit 1; }
    if ! command -v debootstrap >/dev/null; then
        echo "debootstrap not found: installing it"
        apt-get update --quiet --quiet
        apt-get install --quiet --quiet --yes --no-install-recommends debootstrap >/dev/null
    fi
    folder=$(mktemp -d "${TMPDIR:-/tmp}/alur-fresh-XXXXXX")
    trap 'rm -rf --one-file-system "$folder"' EXIT
    chmod 755 "$folder"
    unshare --mount --pid --fork --kill-child --mount-proc --propagation private "$0" --inside "$folder" "$@"
    exit
fi
folder=$2
shift 2
who="" what=""
for word in "$@"; do
    case $word in
        root | user) who+=" $word" ;;
        run | test) what+=" $word" ;;
        *) echo "unknown: $word (root, user, run, test)" >&2; exit 2 ;;
    esac
done
who=${who:-root user} what=${what:-run test}

took() { echo "$(($(date +%s) - $1)) s"; }

mirror() {
    [ -n "${FRESH_MIRROR:-}" ] && { echo "$FRESH_MIRROR"; return; }
    apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Component: main' |
        awk '$1 !~ /-/ { print $2; exit }'
}

# take PATH ROOT [HOME]: a file or folder of this machine, to the same place there.
take() {
    [ -e "${3:-}$1" ] || return 0
    mkdir -p "$(dirname "$2$1")"
    cp -aL --remove-destination "${3:-}$1" -T "$2$1"
}

# Settings by which this machine reaches its registries, as they are now.
settings() {
    local root=$1 home path
    rm -rf "$root/etc/apt"
    for path in /etc/apt /usr/share/keyrings /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt \
        /etc/pip.conf /etc/xdg/pip /etc/npmrc /usr/etc/npmrc; do
        take "$path" "$root"
    done
    for home in "$root/root" "$root/home/warga"; do
        for path in /.npmrc /.config/pip /.pip; do
            take "$path" "$home" "$HOME"
        done
    done
    chroot "$root" chown -R warga: /home/warga
    env | grep -E '^(PIP_|npm_config_|(https?|no|all)_proxy=|(HTTPS?|NO|ALL)_PROXY=|SSL_CERT_|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE)' \
        >"$root/etc/fresh.env" || true
    # Folders that pip is told to look in are seen, not copied; an index may lead to what lies beside it.
    python3 -m pip config list 2>/dev/null | grep -oE "(file://)?/[^' ]+" | sed -E 's,^file://(.*)/[^/]+/?$,\1,' | sort -u | while read -r path; do
        if [ -d "$path" ] && [ ! -e "$root$path" ]; then
            mkdir -p "$root$path"
            mount --bind -o ro "$path" "$root$path"
        fi
    done
}

prepare() {
    local root=$1
    cp -a "$base" "$root"
    chroot "$root" useradd --create-home --shell /bin/bash warga
    settings "$root"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    git clone --quiet --no-hardlinks "$repository" "$root/home/warga/alur"
    if [ "$2" = root ]; then mv "$root/home/warga/alur" "$root/root/alur"; else chroot "$root" chown -R warga: /home/warga/alur; fi
}

# in_root ROOT WHO COMMAND…: with a clean environment, at the checkout, in a session of its own; instead of this shell.
in_root() {
    local root=$1 name=root home=/root
    [ "$2" = user ] && name=warga home=/home/warga
    shift 2
    mapfile -t environment <"$root/etc/fresh.env"
    exec setsid --wait chroot --userspec="$name:" "$root" env -i --default-signal=INT HOME="$home" USER="$name" LANG=C.UTF-8 \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${environment[@]}" \
        bash -c 'cd "$HOME/alur" && exec "$@"' fresh "$@"
}

# Processes that live in this root.
living() {
    local process
    for process in /proc/[0-9]*; do
        [ "$(readlink "$process/root" 2>/dev/null)" = "$1" ] && echo "${process#/proc/}"
    done
    return 0
}

answers() {
    python3 - "$1" <<'PYTHON'
import sys, urllib.request
try:
    sys.exit(urllib.request.urlopen(sys.argv[1], timeout=5).status != 200)
except OSError:
    sys.exit(1)
PYTHON
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

run() {
    local root=$1 by=$2 started log="$1/run.log" port address="" pid
    started=$(date +%s) port=$(free_port)
    : >"$log"
    in_root "$root" "$by" env ALUR_PORT="$port" make run >"$log" 2>&1 &
    pid=$!
    until address=$(grep -oE -m1 'https?://[0-9a-z.]+:[0-9]+' "$log") && answers "$address/"; do
        if ! kill -0 "$pid" 2>/dev/null || [ $(($(date +%s) - started)) -gt "$READY_WITHIN" ]; then
            cat "$log"
            return 1
        fi
        sleep 0.5
    done
    echo "$by: make run answers at $address after $(took "$started")"
    started=$(date +%s)
    for number in INT INT TERM; do kill -"$number" -- "-$pid" || true; done # Ctrl-C, and again, and more than that
    while [ -n "$(living "$root")" ]; do
        if [ $(($(date +%s) - started)) -gt "$STOP_WITHIN" ]; then
            echo "$by: make run does not stop" >&2
            tail -n 20 "$log" >&2
            return 1
        fi
        sleep 0.2
    done
    wait "$pid" || true
    if grep -q Traceback "$log"; then tail -n 40 "$log"; return 1; fi
    echo "$by: make run stopped, nothing left, after $(took "$started")"
}

tests() {
    local root=$1 by=$2 started
    started=$(date +%s)
    (in_root "$root" "$by" make test ${TESTS:+TESTS="$TESTS"} ${ARGS:+ARGS="$ARGS"}) || { echo "$by: make test failed after $(took "$started")"; return 1; }
    echo "$by: make test green after $(took "$started")"
}

[ -z "$(git -C "$repository" status --porcelain)" ] || echo "Not committed, and so not in it: $(git -C "$repository" status --porcelain | wc -l) files"
base=${FRESH_BASE:-$folder/base}
if [ ! -e "$base/usr/bin/make" ]; then
    started=$(date +%s)
    debootstrap --variant=minbase --include=python3,python3-venv,make,ca-certificates "$suite" "$base" "$(mirror)" >"$folder/debootstrap.log" ||
        { tail -n 20 "$folder/debootstrap.log"; exit 1; }
    echo "A bare $suite with $(chroot "$base" python3 --version): $(took "$started")"
fi
failed=0
for by in $who; do
    prepare "$folder/$by" "$by"
    for command in $what; do
        if [ "$command" = run ]; then run "$folder/$by" "$by" || failed=1; else tests "$folder/$by" "$by" || failed=1; fi
    done
done
exit $failed
