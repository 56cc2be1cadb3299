# What the sample scripts share: options, settings, SSH. Sourced by bash.
# shellcheck shell=bash

say() { printf '%s\n' "$*"; }
die() { say "${0##*/}: $*" >&2; exit 1; }

# Each --name=value becomes $opt_name; --name alone is 1. What a later version of the manager adds is ignored.
options() {
  local word name
  for word in "$@"; do
    [[ $word =~ ^--([a-z_]+)(=(.*))?$ ]] || continue
    name=${BASH_REMATCH[1]}
    if [[ $word == *=* ]]; then printf -v "opt_$name" '%s' "${word#*=}"; else printf -v "opt_$name" 1; fi
  done
}

# Settings: a file beside the scripts, or --settings=FILE. It is shell text, so only its owner may write it.
settings() {
  local file=${opt_settings:-$(dirname -- "$0")/settings}
  if [ ! -e "$file" ]; then
    [ -z "${opt_settings:-}" ] || die "$file: there is no such file"
    return 0
  fi
  case $(stat -Lc %A -- "$file") in
    ????????w?) die "$file can be written to by everybody: chmod o-w $file" ;;
  esac
  # shellcheck source=/dev/null
  . "$file"
}

# The value of an option by name; a default if it was not given.
option() { local name=opt_$1; printf '%s' "${!name-${2-}}"; }

# on PREFIX SCRIPT ARGUMENT...: runs a script in a plain shell on the host that the options with this prefix tell of
# (orig_master_, new_master_, or none). Its words are quoted, its output is ours, its end is bounded.
on() {
  local prefix=$1 script=$2 address port user words=() command
  shift 2
  address=$(option "${prefix}ssh_ip" "$(option "${prefix}ip" "$(option "${prefix}host")")")
  port=$(option "${prefix}ssh_port" 22)
  user=$(option "${prefix}ssh_user" "$(option ssh_user root)")
  # ssh_options may have quotes; nothing in them is executed.
  mapfile -t words < <(printf '%s' "$(option ssh_options)" | xargs -r -n1 printf '%s\n')
  printf -v command ' %q' "$@"
  timeout "${SSH_LIMIT:-20}" ssh -o BatchMode=yes -o ConnectTimeout="${SSH_CONNECT_SECONDS:-5}" "${words[@]}" -p "$port" \
    "$user@$address" "exec /bin/sh -s --$command" <<<"$script"
}
