#!/bin/bash
# bench/copy.sh MB REPLICAS OUTPUT: a file of MB copied from one host to REPLICAS others at once, over real SSH to a server on
# loopback that stands for all of them; beside scp, and beside gzip on the way. Needs OpenSSH's sshd. For root, or for whom
# sshd lets in without.
set -euo pipefail
cd "$(dirname "$0")/.."
mb=$1 replicas=$2 output=$3
sshd=$(command -v sshd || echo /usr/sbin/sshd)
[ -x "$sshd" ] || { echo "no sshd here: copying is not measured; next: install openssh-server" >&2; exit 1; }
work=$(mktemp -d "${BENCH_DIR:-/var/tmp}/masterha-copy-XXXXXX")
end() {
  [ -f "$work/pid" ] && kill "$(cat "$work/pid")"
  rm -rf "$work"
}
trap end EXIT
port=$((20000 + RANDOM % 10000))
for key in host login; do ssh-keygen -q -t ed25519 -N '' -f "$work/$key"; done
mkdir -p /run/sshd 2>/dev/null || true
cat >"$work/config" <<END
Port $port
ListenAddress 127.0.0.1
HostKey $work/host
AuthorizedKeysFile $work/login.pub
PidFile $work/pid
StrictModes no
UsePAM no
PermitRootLogin yes
MaxStartups 100
MaxSessions 100
Subsystem sftp internal-sftp
END
"$sshd" -f "$work/config" -E "$work/log"
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -s "$work/pid" ] && break; sleep 0.1; done

# Half of it cannot be compressed: rows are like that, more or less.
for ((i = 0; i < mb; i++)); do
  head -c 500000 /dev/urandom
  head -c 500000 /dev/zero | tr '\0' a
done >"$work/tail"
sum=$(sha256sum <"$work/tail")
options="-o StrictHostKeyChecking=no -o UserKnownHostsFile=$work/known -o LogLevel=ERROR -i $work/login"
login=$(id -un)@127.0.0.1
row() { printf '| %s | %s |\n' "$1" "$2" | tee -a "$output"; }
all() { # a command with %N% for the number of the replica, at once for all
  local begin n pids=()
  begin=$(date +%s%N)
  for ((n = 1; n <= replicas; n++)); do bash -c "${1//%N%/$n}" & pids+=($!); done
  for n in "${pids[@]}"; do wait "$n" || exit 1; done
  awk -v b="$begin" -v e="$(date +%s%N)" -v mb="$mb" -v r="$replicas" \
    'BEGIN { s = (e - b) / 1e9; printf "%.1f | %.0f | -\n", s, mb * r / s }'
}
printf '### Copying %s MB to %s replicas at once, SSH on loopback\n\n| figure | seconds | MB/s in all | CPU seconds of the manager |\n|---|---|---|---|\n' \
  "$mb" "$replicas" | tee -a "$output"
run=(-XX:+UseSerialGC -XX:-UsePerfData -Xmx256m -cp "manager/target/test-classes:target/masterha/lib/*"
  io.masterha.manager.adapter.ssh.CopyBench "$port" "$work/login" "$work/known" "$work/tail" "${sum%% *}" "$replicas")
row "masterha: through the manager, checksum and sync on each host" \
  "$(java -XX:+UnlockDiagnosticVMOptions -XX:-DisplayVMOutput -XX:CompilerDirectivesFile=dist/node/compiler.json "${run[@]}")"
rm -f "$work"/tail.on-*
[ -z "${BENCH_SLOW:-}" ] || row "the same without the second compiler" "$(java -XX:TieredStopAtLevel=1 "${run[@]}")"
rm -f "$work"/tail.on-*
row "scp from the source to each" "$(all "scp -q -P $port $options $work/tail $login:$work/tail.on-%N%")"
rm -f "$work"/tail.on-*
row "compressed on the way: gzip -1, ssh, gzip -d" \
  "$(all "gzip -1 -c $work/tail | ssh -p $port $options $login 'gzip -dc >$work/tail.on-%N%'")"
echo >>"$output"
