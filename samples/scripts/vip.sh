# A virtual IPv4 address on the network of the database hosts. Sourced by bash, after common.sh.
# shellcheck shell=bash

# Runs on a host. Arguments: sudo, address, prefix length, device or nothing, address of the server.
# shellcheck disable=SC2016 # these are expanded on the host
readonly VIP_TAKE='
sudo=$1 vip=$2 length=$3 device=$4 server=$5 probes=$6 pause=$7
PATH=$PATH:/usr/sbin:/sbin
announce() { nohup $sudo arping -q -U -c 3 -I "$device" "$vip" >/dev/null 2>&1 </dev/null & }
held= near=
while read -r _ found _ has _; do
  case ${has%/*} in "$vip") held=$found ;; "$server") near=$found ;; esac
done <<ADDRESSES
$(ip -o -4 addr show)
ADDRESSES
if [ -n "$held" ]; then
  device=$held
  echo "$vip is on $device of this host already"
  announce
  exit 0
fi
device=${device:-$near}
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

# Arguments: sudo, address, device or nothing, address of the server. The hardware addresses of all who answer for it within
# a tenth of a second; a kernel answers within a millisecond.
# shellcheck disable=SC2016
readonly VIP_HOLDERS='
sudo=$1 vip=$2 device=$3 server=$4
PATH=$PATH:/usr/sbin:/sbin
[ -n "$device" ] || device=$(ip -o -4 addr show to "$server/32" | { read -r _ found _; echo "$found"; })
[ -n "$device" ] || { echo "no device of this host has $server: set VIP_DEVICE" >&2; exit 1; }
command -v arping >/dev/null || { echo "arping is not there: install iputils-arping" >&2; exit 1; }
timeout -s INT 0.1 $sudo arping -c 1 -I "$device" "$vip" | sed -n "s/.*\[\([0-9A-Fa-f:]*\)\].*/\1/p" | tr A-F a-f | sort -u
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
  local ip=opt_${1}ip
  on "$1" "$VIP_TAKE" "$SUDO" "${VIP%/*}" "${VIP#*/}" "$VIP_DEVICE" "${!ip:-}" \
    "${VIP_PROBES:-2}" "${VIP_PROBE_SECONDS:-0.1}"
}
vip_release() { on "$1" "$VIP_RELEASE" "$SUDO" "${VIP%/*}"; }
vip_status() { on "$1" "$VIP_STATUS" "${VIP%/*}"; }

# What one call leaves for a later one, not long after: a file that only this account can read.
vip_note() {
  vip_file "$1"
  (umask 077 && printf '%(%s)T %s\n' -1 "$2" >"$vip_file") || die "$vip_file cannot be written"
}

# vip_noted NAME TEXT SECONDS: whether that was noted no longer ago.
vip_noted() {
  local when text now
  vip_file "$1"
  read -r when text 2>/dev/null <"$vip_file" || return 1
  printf -v now '%(%s)T' -1
  [ "$text" = "$2" ] && [ $((now - when)) -le "$3" ]
}

vip_forget() { vip_file "$1" && rm -f "$vip_file"; }

vip_file() {
  local dir=${HOME:-/root}/.masterha-vip
  [ -d "$dir" ] || (umask 077 && mkdir -p "$dir") || die "$dir cannot be made"
  vip_file=$dir/${VIP%/*}.$1
}

# The failed source has let go of the address: who takes it soon need not look long for another holder.
vip_let_go() { vip_note let-go "${opt_orig_master_host:-}"; }
vip_was_let_go() { vip_noted let-go "${opt_orig_master_host:-}" 120 && vip_forget let-go; }

# A move without a gap, for a manager that has made the old source read-only by itself before it calls for the start: until
# then the address stays where clients are told at once that it is read-only, and the new holder takes it before the old one
# lets go. What lasts, the look for a second holder, is done beforehand.

# vip_ready_to_move: fails, having said why, unless the old source has the address and nobody else answers for it.
vip_ready_to_move() {
  local mine theirs
  mine=$(on orig_master_ "$VIP_HELD" "${VIP%/*}") || { say "${VIP%/*} is not on $(option orig_master_host)"; return 1; }
  theirs=$(on new_master_ "$VIP_HOLDERS" "$SUDO" "${VIP%/*}" "$VIP_DEVICE" "$(option new_master_ip)") || return 1
  [ "$mine" = "$theirs" ] || { say "${VIP%/*} is answered for by ${theirs:-nobody}, not by $mine alone"; return 1; }
  vip_note ready "${opt_orig_master_host:-} ${opt_new_master_host:-}"
}
# Whether the last look, not long ago, was for this very move; it counts until the move is over.
vip_is_ready() { vip_noted ready "${opt_orig_master_host:-} ${opt_new_master_host:-}" 600; }

vip_move() { VIP_PROBES=0 vip_take new_master_ && arrived && vip_release orig_master_ && vip_forget ready; }
