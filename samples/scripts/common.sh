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
  local file=${opt_settings:-${here:-.}/settings}
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

# client PREFIX: leaves in ssh_words the command that reaches the host that the options with this prefix tell of
# (orig_master_, new_master_, or none).
client() {
  local address port user words=()
  address=$(option "${1}ssh_ip" "$(option "${1}ip" "$(option "${1}host")")")
  port=$(option "${1}ssh_port" 22)
  user=$(option "${1}ssh_user" "$(option ssh_user root)")
  # ssh_options may have quotes; nothing in them is executed.
  mapfile -t words < <(printf '%s' "$(option ssh_options)" | xargs -r -n1 printf '%s\n')
  ssh_words=(timeout "${SSH_LIMIT:-20}" ssh -o BatchMode=yes -o ConnectTimeout="${SSH_CONNECT_SECONDS:-5}"
    "${words[@]}" -p "$port" "$user@$address")
}

# on PREFIX SCRIPT ARGUMENT...: runs a script in a plain shell on that host. Its words are quoted, its output is ours, its
# end is bounded. Over the manager's own session if it lends it: logging in lasts a tenth of a second and more.
on() {
  local prefix=$1 script=$2 ssh_words=() command lent
  shift 2
  printf -v command ' %q' "$@"
  if [ -n "${MASTERHA_LENDS_SSH:-}" ]; then
    on_lent "$prefix" "set --$command"$'\n'"$script" && return "$lent"
  fi
  client "$prefix"
  "${ssh_words[@]}" "exec /bin/sh -s --$command" <<<"$script"
}

# arrived: tells the manager that the new source has the address. It opens it then, beside what is still to be done here.
arrived() { [ -z "${MASTERHA_LENDS_SSH:-}" ] || printf 'arrived\n' >&8; }

# on_lent PREFIX SCRIPT: leaves its exit code in lent; fails if the manager does not lend a session to that host. A request is
# one line on descriptor 8, its line ends written as \036; the answer comes on 7: code, lines of output, lines of errors.
on_lent() {
  local host=opt_${1}host port=opt_${1}port out err line
  printf '%s:%s %s %s\n' "${!host:-}" "${!port:-3306}" "${SSH_LIMIT:-20}" "${2//$'\n'/$'\036'}" >&8 || return 1
  read -r lent out err <&7 && [ "$lent" != none ] || return 1
  while ((out-- > 0)) && IFS= read -r line <&7; do printf '%s\n' "$line"; done
  while ((err-- > 0)) && IFS= read -r line <&7; do printf '%s\n' "$line" >&2; done
  return 0
}
