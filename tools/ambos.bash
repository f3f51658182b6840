# SPDX-License-Identifier: MIT
# bash completion of the ambos command. Made by cmake/manual.py; ./dev manual writes it anew.
_ambos() {
  local word=${COMP_WORDS[COMP_CWORD]} options
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W 'run shell pipe kill env which stat access chmod touch ls walk glob mkdir rmdir rm cp mv ln readlink realpath mktemp cat write id dirs strerror help --help --version' -- "$word")
    return
  fi
  case ${COMP_WORDS[1]} in
    run) options='--timeout --grace --cwd --env --unset --clear-env --stdin --stdout --append --stderr --max-output --tree --die-with-parent --user --nice --batch --capture --json' ;;
    shell) options='--timeout --grace --cwd --env --unset --clear-env --stdin --stdout --append --stderr --max-output --tree --die-with-parent --user --nice --batch --capture --json' ;;
    pipe) options='--timeout --grace --cwd --env --unset --clear-env --stdin --stdout --append --stderr --max-output --tree --die-with-parent --user --nice --batch --capture --json --separator' ;;
    kill) options='-s -g -l --signal --grace --list' ;;
    env) options='-i -u -C -0 --ignore-environment --unset --chdir --null --json --batch' ;;
    which) options='-a --all' ;;
    stat) options='-L -c --dereference --format --json' ;;
    access) options='-r -w -x -P -q --read --write --execute --no-dereference --quiet --json' ;;
    chmod) options='-R --recursive' ;;
    touch) options='-c -a -m -d -r -h --no-create --date --reference --no-dereference' ;;
    ls) options='-a -A -d -l -1 -R -r -t -S --all --almost-all --directory --recursive --reverse --color --json' ;;
    walk) options='-H -L -l -0 --max-depth --type --name --prune --depth-first --sorted --cross-mounts --follow --null --json' ;;
    glob) options='-0 -i --null --ignore-case --hidden --strict --json' ;;
    mkdir) options='-p -m -v --parents --mode --verbose' ;;
    rmdir) options='-p -v --parents --verbose' ;;
    rm) options='-r -R -d -f -v --recursive --dir --force --verbose --cross-mounts' ;;
    cp) options='-r -R -a -p -n -f -t -T -L -P -v --recursive --archive --preserve --no-clobber --force --target-directory --no-target-directory --dereference --no-dereference --verbose' ;;
    mv) options='-n -f -t -T -v --no-clobber --force --target-directory --no-target-directory --exchange --verbose' ;;
    ln) options='-s -f -n -t -T -v --symbolic --force --no-dereference --target-directory --no-target-directory --junction --verbose' ;;
    readlink) options='-f -n --canonicalize --no-newline' ;;
    realpath) options='-e --canonicalize-existing' ;;
    mktemp) options='-d -p --directory --tmpdir --prefix' ;;
    cat) options='' ;;
    write) options='-m --durable --create-only --mode' ;;
    id) options='-u -g -G -n -r --user --group --groups --name --real --json' ;;
    dirs) options='--json' ;;
    strerror) options='--json' ;;
    help) options='' ;;
    *) return ;;
  esac
  case $word in
    -*) mapfile -t COMPREPLY < <(compgen -W "$options --help" -- "$word") ;;
    *)
      case ${COMP_WORDS[1]} in
        help) mapfile -t COMPREPLY < <(compgen -W 'run shell pipe kill env which stat access chmod touch ls walk glob mkdir rmdir rm cp mv ln readlink realpath mktemp cat write id dirs strerror help' -- "$word") ;;
        run | pipe | env | which) mapfile -t COMPREPLY < <(compgen -cf -- "$word") ;;
      esac
      ;;
  esac
}
complete -o default -o bashdefault -F _ambos ambos
