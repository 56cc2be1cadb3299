# What install.sh, build.sh and base.sh share; sourced, in the directory it/lab.
cache=${MASTERHA_LAB_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/masterha-lab}
engine_pid_file=$cache/dockerd.pid
mkdir -p "$cache"

say() { printf '%(%H:%M:%S)T lab    %s\n' -1 "$*"; }
fail() { printf 'lab: %s\n  why:  %s\n  next: %s\n' "$1" "$2" "$3" >&2; exit 1; } # what why next
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
engine_answers() { timeout 10 docker info >/dev/null 2>&1; }
seconds_since() { awk -v a="$1" -v b="$(date +%s.%N)" 'BEGIN {printf "%.0f s", b - a}'; }
# One short word for the contents of files: an image is built again exactly when they change.
hash_of() { find "$@" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-12; }
