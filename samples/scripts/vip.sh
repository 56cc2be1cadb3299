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
    "${VIP_PROBES:-2}" "${VIP_PROBE_SECONDS:-0.25}"
}
vip_release() { on "$1" "$VIP_RELEASE" "$SUDO" "${VIP%/*}"; }
vip_status() { on "$1" "$VIP_STATUS" "${VIP%/*}"; }
