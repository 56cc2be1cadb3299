# Finds one database server on this host. POSIX sh, /proc and grep only; nothing is assumed about ss, ps or bash. To start
# a process takes a millisecond and more, while nobody can write: where the shell can do something by itself it does.
# Arguments: data directory, pid file (both may be empty), port, address, address patterns for tcp and tcp6, mode,
# and for the mode "keep" how many seconds. In the mode "wait" look and hold come on standard input, a line each.
exec 2>/dev/null
dir=$1 pid_file=$2 port=$3 address=$4 local4=$5 local6=$6 mode=$7 more=${8:-}
hex=$(printf %04X "$port")
real=$(cd "$dir" && pwd -P) && [ -n "$dir" ] && dir=$real

# An address that is not this host's (behind NAT) cannot be looked for: then any listener on the port counts.
listeners() {
  case $address in
    127.*) ;;
    *) grep -q -- " $address\$" /proc/net/fib_trie || { local4='[0-9A-F]+'; local6='[0-9A-F]+'; } ;;
  esac
  grep -E "^ *[0-9]+: ($local4):$hex [0-9A-F]+:0000 0A " /proc/net/tcp
  grep -E "^ *[0-9]+: ($local6):$hex [0-9A-F]+:0000 0A " /proc/net/tcp6
}

# Whether anybody listens on the port, and if so, whether where the server would.
is_open() {
  grep -Eqs "^ *[0-9]+: [0-9A-F]+:$hex [0-9A-F]+:0000 0A " /proc/net/tcp /proc/net/tcp6 && listeners | grep -q .
}

# Without a data directory: whether process $1 holds the listening socket.
listens() {
  for inode in $(listeners | while read -r a b c d e f g h i j rest; do echo "$j"; done); do
    ls -l "/proc/$1/fd" | grep -q "socket:\[$inode\]" && return 0
  done
  return 1
}

# Whether process $1 is this server although its directory may not be read (root in a container without SYS_PTRACE):
# it holds the lock on the server's own tablespace or Aria log, or the pid file names it.
holds_files() {
  for f in ibdata1 aria_log_control; do
    inode=$(stat -c %i "$dir/$f") && device=$(stat -c %d "$dir/$f") || continue
    id=$(printf '%02x:%02x:%d' $((device >> 8 & 4095)) $((device & 255 | device >> 12 & ~255)) "$inode")
    grep -q "WRITE *$1 $id " /proc/locks && return 0
  done
  named=
  [ -n "$pid_file" ] && read -r named < "$pid_file" && [ "$named" = "$1" ]
}

# Whether process $1, whose directory may not be read either, is another server: it holds locks, and not the one on this
# server's tablespace, which a server takes first of all. Without a file to look for nothing is known.
holds_other_files() {
  [ -e "$dir/ibdata1" ] || [ -e "$dir/aria_log_control" ] || return 1
  grep -Eq "POSIX +ADVISORY +WRITE +$1 " /proc/locks
}

# Whether process $1 works in another directory of this name, as in a container: where this one holds a server's files, it
# is the server's own. Sets its.
works_elsewhere() {
  its=$(stat -L -c %d:%i "/proc/$1/cwd")
  for f in ibdata1 aria_log_control auto.cnf; do
    [ -e "$dir/$f" ] && [ -n "$its" ] && [ "$its" != "$(stat -L -c %d:%i "$dir")" ] && return 0
  done
  return 1
}

# Of several processes in different directories of this name those count that listen on the port, each in its own network;
# if that does not single one out, none is taken for the server: the wrong one would be killed.
single_out() {
  first= several=no
  for id in $ids; do
    [ "$id" = "${first:=$id}" ] || several=yes
  done
  [ $several = yes ] || return
  all=$pids pids=
  for pid in $all; do
    grep -Eq "^ *[0-9]+: [0-9A-F]+:$hex [0-9A-F]+:0000 0A " "/proc/$pid/net/tcp" "/proc/$pid/net/tcp6" && pids="$pids $pid"
  done
  [ "$(printf '%s\n' $pids | wc -w)" = 1 ] || { hidden="$hidden $all"; pids=; }
}

# Sets pids (this server's processes), hidden (servers whose directory may not be read), others (other servers).
find_server() {
  pids= hidden= others= ids=
  for p in /proc/[0-9]*; do
    comm=
    read -r comm < "$p/comm" || continue
    case $comm in
      *safe*) continue ;;
      mysqld | mysqld-* | mariadbd | mariadbd-*) ;;
      ld-linux* | ld-2*) tr '\0' '\n' < "$p/cmdline" | grep -Eq '(^|/)(mysqld|mariadbd)$' || continue ;;
      *) continue ;;
    esac
    read -r stat < "$p/stat" || continue
    case ${stat##*) } in [ZX]*) continue ;; esac
    pid=${p#/proc/}
    if [ -z "$dir" ]; then
      if listens "$pid"; then pids="$pids $pid"; else others="$others $pid"; fi
    elif cwd=$(readlink "$p/cwd"); then
      if [ "$cwd" != "$dir" ] || works_elsewhere "$pid"; then
        others="$others $pid"
      else
        pids="$pids $pid" ids="$ids $its"
      fi
    elif holds_files "$pid"; then
      pids="$pids $pid"
    elif holds_other_files "$pid"; then
      others="$others $pid"
    elif [ -d "$p" ]; then
      hidden="$hidden $pid"
    fi
  done
  single_out
}

nap() { sleep "$1" || sleep 1; }

# Whether a server may have been started lately: MariaDB takes connections some 40 ms after its start, and to look at all
# processes that often for ten minutes is much for a host that has many and starts none. The last number that was given to
# a process or thread grows by our own naps alone then. A process that only changes its program soon has threads; every
# tenth call looks anyway.
last=0 naps=1 calls=0 lately=0
may_be_new() {
  before=$last calls=$((calls + 1)) lately=$((lately - 1))
  read -r a b c d last < /proc/loadavg || last=$((before - 1))
  grown=$((last - before))
  [ $grown -ge 0 ] && [ $grown -lt $naps ] && naps=$grown
  [ $grown -eq $naps ] || lately=10
  [ $lately -gt 0 ] || [ $((calls % 10)) = 0 ]
}

# Finds and kills this server, if it may be there. One that has just been started works in no directory of its own yet: it is
# looked at without a nap until it does, or seems to belong elsewhere. To tell servers apart starts processes as well: they
# count for nothing.
known=
kill_if_new() {
  may_be_new || [ -n "$pids" ] || return 0
  find_server
  kill_all
  looks=0
  while [ -z "$pids" ] && [ "$others$hidden" != "$known" ] && [ $looks -lt 100 ]; do
    looks=$((looks + 1))
    find_server
    kill_all
  done
  known=$others$hidden
  [ -z "$known" ] || read -r a b c d last < /proc/loadavg
}

# Sets up: for how many seconds this host has been.
up() { read -r up rest < /proc/uptime && up=${up%%.*}; }

# A process that is just ending has closed its port, or has no directory and no files any more: look again, soon at first. On a
# busy host a try lasts long, and one that takes its time with a shutdown costs all of them.
look() {
  for pause in 0.01 0.02 0.03 0.06 none; do
    find_server
    open=no
    is_open && open=yes
    [ -n "$hidden" ] || { [ -n "$pids" ] && [ $open = no ]; } || break
    [ $pause = none ] || nap $pause
  done
  file=unknown
  [ -n "$pid_file" ] && { file=no; [ -e "$pid_file" ] && file=yes; }
  blind=no
  [ -r /proc/1/comm ] && [ -r /proc/net/tcp ] || blind=yes
  return 0
}

# Sets list: its arguments with commas between them.
list() {
  list=
  for word in "$@"; do list=$list${list:+,}$word; done
}

tell() {
  list $pids
  seen="$1 pids=$list"
  list $hidden
  seen="$seen hidden=$list"
  list $others
  echo "$seen others=$list port=$open pidfile=$file blind=$blind loop=$$"
}

# The systemd unit that process $1 belongs to; empty if none. Where these are, a test says otherwise.
cgroups=/proc run=/run
unit_of() { sed -n 's|.*/\([^/]*[.]service\)\(/.*\)\{0,1\}$|\1|p' "$cgroups/$1/cgroup" | head -n 1; }

# Sets pending: unit, its process and the parent of that, for mask. Nothing is waited for before the kill.
kill_all() {
  for pid in $pids; do
    unit=$(unit_of "$pid")
    read -r stat < "/proc/$pid/stat"
    set -- ${stat##*) }
    kill -9 "$pid" && echo "killed $pid" && [ -n "$unit" ] && pending="$unit $pid $2"
  done
}

# A unit that would start the server again is masked until the server is released, if the one that was killed was its
# main process (or the child of that: mysqld_safe). The loop kills what it starts nevertheless; where the unit's file
# is in /etc a mask of this kind has no effect. Whether it is masked stands in a file, for whoever ends the holding.
masks=$run/masterha-masks-$port
ours() { timeout 3 systemctl show -p "$2" "$1" | grep -Eqx "$2=($3)"; }
mask() {
  [ -n "$pending" ] || return
  set -- $pending
  pending=
  command -v systemctl > /dev/null && ! grep -qx "$1" "$masks" || return
  ours "$1" ExecMainPID "$2|$3" && ! ours "$1" LoadState masked || return
  : > "$masks.busy" || return
  (
    timeout 5 systemctl --no-ask-password mask --runtime "$1" > /dev/null && echo "$1" >> "$masks" && echo "masked $1"
    rm -f "$masks.busy"
  )
}
unmask() {
  tries=0
  while [ -e "$masks.busy" ] && [ $tries -lt 60 ]; do
    tries=$((tries + 1))
    nap 0.1
  done
  [ -e "$masks" ] || return
  while read -r unit; do
    timeout 5 systemctl --no-ask-password unmask --runtime "$unit" > /dev/null < /dev/null
  done < "$masks"
  rm -f "$masks"
}
is_kept() { ls "/var/tmp/masterha-keeps-$port-down."* > /dev/null; }

# Where all processors are busy, too, the loops are to be quicker than a server's start; not every account may ask for that.
case $mode in wait | hold | keep) renice -n -10 -p $$ > /dev/null 2>&1 ;; esac

# Begun before it is needed: to begin a shell and to read this takes longer than a look.
if [ "$mode" = wait ]; then
  while read -r word; do
    echo heard
    case $word in
      look) look && tell seen ;;
      hold) mode=hold && break ;;
      # Whatever else is said is no order to kill, nor is half a word.
      *) exit 2 ;;
    esac
  done
  [ "$mode" = hold ] || exit 0
fi

if [ "$mode" = look ]; then
  look
  tell seen
  exit 0
fi

# Ends the keeping down of before: its file is named, as another server with the same port may be kept down on this host too.
if [ "$mode" = endkeep ]; then
  file=$more
  case $file in "/var/tmp/masterha-keeps-$port-down."*) ;; *) exit 2 ;; esac
  [ -f "$file" ] || exit 0
  rm -f "$file"
  [ -f "$file" ] && exit 3
  echo "removed $file"
  exit 0
fi

# Keeps the server down after the manager has gone too, while a file is there that anybody who may can remove. A
# supervisor would start it again, and applications would find two servers to write to.
if [ "$mode" = keep ]; then
  seconds=$more
  umask 077
  file=$(mktemp "/var/tmp/masterha-keeps-$port-down.XXXXXX") || exit 1
  echo "Another server has taken the place of the one on port $port. It is kept down for $seconds s from $(date)," \
    "or until this file is removed. What was killed since:" > "$file" || exit 1
  (
    trap '' HUP
    exec < /dev/null >> "$file"
    up
    end=$((up + seconds)) pids=
    while [ "$up" -lt $end ] && [ -e "$file" ]; do
      kill_if_new
      mask
      nap 0.005
      up
    done
    rm -f "$file"
    unmask
  ) &
  echo "keeping $file $!"
  exit 0
fi

# Down and held down. The end of standard input ends the holding: it comes when the manager closes the channel, dies, or
# its connection breaks. The heartbeat ends it too, by SIGPIPE; and after ten minutes it ends in any case.
exec 3<&0
(
  cat <&3 > /dev/null
  kill -9 $$
  is_kept || unmask
) &
watch=$!
trap 'kill $watch' EXIT
up
down=no beats=0 end=$((up + 600))
while [ "$up" -lt $end ]; do
  up
  if [ $down = no ]; then
    look
    kill_all
  else
    kill_if_new
  fi
  if [ $down = no ] && [ -z "$pids$hidden" ] && [ $open = no ] && [ $blind = no ]; then
    down=yes
    tell down
  elif [ $down = no ] && [ $((beats % 50)) = 0 ]; then
    tell waiting
  fi
  [ $down = yes ] && mask
  [ $((beats % 100)) = 0 ] && echo .
  beats=$((beats + 1))
  if [ $down = yes ]; then nap 0.005; else nap 0.01; fi
done
is_kept || unmask
echo ended
