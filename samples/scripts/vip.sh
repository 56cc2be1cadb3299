# A virtual IPv4 address on the network of the database hosts. Sourced by bash, after common.sh.
# shellcheck shell=bash

# Runs on a host. Arguments: sudo, address, prefix length, device or nothing, address of the server.
# shellcheck disable=SC2016 # these are expanded on the host
readonly VIP_TAKE='
sudo=$1 vip=$2 length=$3 device=$4 server=$5 probes=$6 pause=$7
PATH=$PATH:/usr/sbin:/sbin
announce() { nohup $sudo arping -q -U -c 3 -I "$device" "$vip" >/dev/null 2>&1 </dev/null & }
held=$(ip -o -4 addr show to "$vip/32" | { read -r _ found _; echo "$found"; })
if [ -n "$held" ]; then
  device=$held
  echo "$vip is on $device of this host already"
  announce
  exit 0
fi
[ -n "$device" ] || device=$(ip -o -4 addr show to "$server/32" | { read -r _ found _; echo "$found"; })
[ -n "$device" ] || { echo "no device of this host has $server: set VIP_DEVICE" >&2; exit 1; }
command -v arping >/dev/null || { echo "arping is not there: install iputils-arping" >&2; exit 1; }
# Somebody who answers for the address still has it: two holders would be two servers that are written to.
while [ "$probes" -gt 0 ]; do
  timeout "$pause" $sudo arping -q -D -c 1 -I "$device" "$vip" >/dev/null 2>&1
  case $? in
    0 | 124) ;;
    1) echo "$vip is in use by another host: not taken" >&2; exit 1 ;;
    *) echo "arping failed: is it allowed here (root, or sudo)?" >&2; exit 1 ;;
  esac
  probes=$((probes - 1))
done
$sudo ip addr add "$vip/$length" dev "$device" || exit 1
announce
echo "$vip is on $device now"
'

# Arguments: sudo, address.
# shellcheck disable=SC2016
readonly VIP_RELEASE='
sudo=$1 vip=$2
PATH=$PATH:/usr/sbin:/sbin
ip -o -4 addr show to "$vip/32" | while read -r _ device _ address _; do
  $sudo ip addr del "$address" dev "$device" || exit 1
  echo "$address is taken off $device"
done || exit 1
[ -z "$(ip -o -4 addr show to "$vip/32")" ] || { echo "$vip is still here" >&2; exit 1; }
'

# Arguments: address. Says whether the host has it, and whether the tools are there.
# shellcheck disable=SC2016
readonly VIP_STATUS='
vip=$1
PATH=$PATH:/usr/sbin:/sbin
for tool in ip arping timeout; do command -v $tool >/dev/null || { echo "$tool is not there" >&2; exit 1; }; done
[ -n "$(ip -o -4 addr show to "$vip/32")" ] || echo "WARNING $vip is not on this host: give it with --command=start"
'

# Arguments: address. The hardware address of the card that has it here.
# shellcheck disable=SC2016
readonly VIP_HELD='
vip=$1
PATH=$PATH:/usr/sbin:/sbin
device=$(ip -o -4 addr show to "$vip/32" | { read -r _ device _; echo "$device"; })
[ -n "$device" ] && ip -o link show dev "$device" | sed -n "s|.* link/[a-z]* \([0-9a-f:]*\) .*|\1|p"
'

# Arguments: sudo, address, device or nothing, address of the server. The hardware addresses of all who answer for it.
# shellcheck disable=SC2016
readonly VIP_HOLDERS='
sudo=$1 vip=$2 device=$3 server=$4
PATH=$PATH:/usr/sbin:/sbin
[ -n "$device" ] || device=$(ip -o -4 addr show to "$server/32" | { read -r _ found _; echo "$found"; })
[ -n "$device" ] || { echo "no device of this host has $server: set VIP_DEVICE" >&2; exit 1; }
command -v arping >/dev/null || { echo "arping is not there: install iputils-arping" >&2; exit 1; }
timeout -s INT 0.2 $sudo arping -c 1 -I "$device" "$vip" | sed -n "s/.*\[\([0-9A-Fa-f:]*\)\].*/\1/p" | tr A-F a-f | sort -u
'

vip_settings() {
  VIP=${opt_vip:-${VIP:-}}
  VIP_DEVICE=${opt_vip_device:-${VIP_DEVICE:-}}
  SUDO=${opt_sudo:-${SUDO:-}}
  [ "$SUDO" != 1 ] || SUDO='sudo -n'
  [[ $VIP =~ ^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/[0-9]+$ ]] ||
    die "no address: write VIP=10.0.0.100/24 into the settings, or append --vip=10.0.0.100/24 to the script"
}

# vip_take PREFIX, vip_release PREFIX, vip_status PREFIX: on the host of the options with this prefix.
vip_take() {
  on "$1" "$VIP_TAKE" "$SUDO" "${VIP%/*}" "${VIP#*/}" "$VIP_DEVICE" "$(option "${1}ip")" \
    "${VIP_PROBES:-2}" "${VIP_PROBE_SECONDS:-0.1}"
}
vip_release() { on "$1" "$VIP_RELEASE" "$SUDO" "${VIP%/*}"; }
vip_status() { on "$1" "$VIP_STATUS" "${VIP%/*}"; }

# What one call leaves for the next: a directory that only this account can read.
vip_directory() {
  vip_dir=${HOME:-/root}/.masterha-vip
  (umask 077 && mkdir -p "$vip_dir") || die "$vip_dir cannot be made"
}

# The failed source has let go of the address: who takes it soon need not look long for another holder.
vip_let_go() {
  vip_directory
  (umask 077 && printf '%s\n' "$(option orig_master_host)" >"$vip_dir/${VIP%/*}.let-go")
}
vip_was_let_go() {
  local file
  vip_directory
  file=$vip_dir/${VIP%/*}.let-go
  [ -n "$(find "$file" -mmin -2 2>/dev/null)" ] && [ "$(cat "$file")" = "$(option orig_master_host)" ] && rm -f "$file"
}

# A move without a gap, for a manager that has made the old source read-only by itself before it calls for the start: until
# then the address stays where clients are told at once that it is read-only, and the new holder takes it before the old one
# lets go. What lasts, the connections and the look for a second holder, is done beforehand.
vip_place() {
  vip_directory
  vip_ready=$vip_dir/${VIP%/*}
  # shellcheck disable=SC2034 # common.sh uses it
  more_ssh=(-o "ControlPath=$vip_dir/%C")
}

# One connection, which others use for as long as the switchover may take; it holds none of our output open.
vip_connect() {
  local ssh_words=()
  client "$1"
  "${ssh_words[@]}" -M -N -f -o ControlPersist=30 </dev/null >/dev/null 2>&1
}

# vip_ready_to_move: fails, having said why, unless the old source has the address and nobody else answers for it.
vip_ready_to_move() {
  local mine theirs
  vip_place
  rm -f "$vip_ready"
  vip_connect orig_master_ &
  vip_connect new_master_
  wait
  mine=$(on orig_master_ "$VIP_HELD" "${VIP%/*}") || { say "${VIP%/*} is not on $(option orig_master_host)"; return 1; }
  theirs=$(on new_master_ "$VIP_HOLDERS" "$SUDO" "${VIP%/*}" "$VIP_DEVICE" "$(option new_master_ip)") || return 1
  [ "$mine" = "$theirs" ] || { say "${VIP%/*} is answered for by ${theirs:-nobody}, not by $mine alone"; return 1; }
  vip_write_ready
}

# What the move will need is worked out while clients can still write: the words of both connections.
vip_write_ready() {
  local ssh_words=()
  (
    umask 077
    {
      printf 'vip_for=%q\n' "$(option orig_master_host) $(option new_master_host)"
      client orig_master_
      printf 'vip_old=(%s)\n' "$(printf '%q ' "${ssh_words[@]}")"
      client new_master_
      printf 'vip_new=(%s)\n' "$(printf '%q ' "${ssh_words[@]}")"
    } >"$vip_ready"
  )
}

# Whether the last look, not long ago, was for this very move.
vip_is_ready() {
  vip_place
  vip_for='' vip_old=() vip_new=()
  [ -n "$(find "$vip_ready" -mmin -10 2>/dev/null)" ] || return 1
  # shellcheck source=/dev/null
  . "$vip_ready" || return 1
  [ "$vip_for" = "${opt_orig_master_host:-} ${opt_new_master_host:-}" ]
}

# The shell on the old host is started side by side and waits: it gets its work when the new holder has the address.
vip_move() {
  local take release
  rm -f "$vip_ready"
  printf -v take ' %q' "$SUDO" "${VIP%/*}" "${VIP#*/}" "$VIP_DEVICE" "$(option new_master_ip)" 0 0
  printf -v release ' %q' "$SUDO" "${VIP%/*}"
  exec 3>&1
  { "${vip_new[@]}" "exec /bin/sh -s --$take" <<<"$VIP_TAKE" >&3 && printf '%s\n' "$VIP_RELEASE"; } |
    "${vip_old[@]}" "exec /bin/sh -s --$release"
  [ "${PIPESTATUS[*]}" = '0 0' ]
}
