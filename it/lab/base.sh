#!/bin/bash
# Makes the base image of one Debian suite from the Debian mirror that this machine uses already, if it is missing.
# Usage: it/lab/base.sh bookworm|trixie|sid TAG
set -euo pipefail
cd "$(dirname "$0")"
. ./common.sh
suite=$1 tag=$2
exec 9>"$cache/base-$suite.lock"
flock -w 600 9 || fail "waited 600 s for another build of debian $suite" "$cache/base-$suite.lock is held" "look for a hanging base.sh"
docker image inspect "$tag" >/dev/null 2>&1 && exit 0

# Both forms of apt's sources lists read the same through apt itself.
sites=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 2>/dev/null | sort -u)
mirror=$(awk '$2 !~ /security|updates|backports/ && $1 ~ /debian/ {print $1; exit}' <<<"$sites")
security=$(awk '$2 ~ /security/ {print $1; exit}' <<<"$sites")
[ -n "$mirror" ] || fail "no Debian mirror known" "apt's sources of this machine name none" "add one to /etc/apt/sources.list.d and run again"

started=$(date +%s.%N)
root=$(mktemp -d "$cache/root-$suite.XXXXXX")
trap 'as_root rm -rf "$root"' EXIT
log=$cache/base-$suite.log
extra=()
case $mirror in https:*) extra=(--include=ca-certificates) ;; esac
as_root debootstrap --variant=minbase "${extra[@]}" "$suite" "$root" "$mirror" >"$log" 2>&1 </dev/null ||
  { tail -n 10 "$log" >&2; fail "debootstrap $suite failed" "see above and $log" "check that the mirror $mirror has $suite"; }

as_root tee "$root/etc/apt/apt.conf.d/99lab" >/dev/null <<CONF
Acquire::Check-Valid-Until "false";
Acquire::Check-Date "false";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Install-Recommends "false";
$(apt-config dump 2>/dev/null | grep -iE '^Acquire::https?::Proxy ' || true)
CONF
# Smaller and quicker to install: no documents, no fsync per file.
printf 'force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/locale/*\npath-exclude=/usr/share/man/*\n' |
  as_root tee "$root/etc/dpkg/dpkg.cfg.d/99lab" >/dev/null
if [ "$suite" = bookworm ] && [ -n "$security" ]; then
  printf 'deb %s bookworm main\ndeb %s bookworm-updates main\ndeb %s bookworm-security main\n' "$mirror" "$mirror" "$security" |
    as_root tee "$root/etc/apt/sources.list" >/dev/null
fi
# No service starts while packages are installed.
printf '#!/bin/sh\nexit 101\n' | as_root tee "$root/usr/sbin/policy-rc.d" >/dev/null
as_root chmod +x "$root/usr/sbin/policy-rc.d"
as_root find "$root/var/cache/apt" "$root/var/lib/apt/lists" -type f -delete
as_root tar -C "$root" --numeric-owner -c . | docker import -c 'CMD ["bash"]' - "$tag" >>"$log"
say "debian $suite: base image made in $(seconds_since "$started")"
