#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# completion.sh FILE: what the completion of the ambos command offers, asked as bash asks.
set -euo pipefail
# shellcheck source=/dev/null
source "$1"

# offers WANTED WORD...: of the last word.
offers() {
  local wanted=$1
  shift
  COMP_WORDS=(ambos "$@")
  COMP_CWORD=$#
  _ambos
  if [ "${COMPREPLY[*]}" != "$wanted" ]; then
    echo "ambos $*: offered '${COMPREPLY[*]}', wanted '$wanted'"
    exit 1
  fi
}

offers 'strerror' stre
offers '--help --version' --
offers '--timeout --tree' run --t
offers '--separator' pipe --se
offers '-s' kill -s
offers '--durable' write --d
offers '--json' id --j
offers 'dirs' help di
offers '--help' cat -
offers '' nonsense --
complete -p ambos | grep -q -- '-F _ambos'
cd "$(mktemp -d)"
touch 'ambos completes this'
offers 'ambos completes this' run 'ambos completes t'
rm 'ambos completes this'
rmdir "$PWD"
