# SPDX-License-Identifier: MIT
# bash completion of the ambos command. Made by cmake/manual.py; ./dev manual writes it anew.
_ambos() {
  local word=${COMP_WORDS[COMP_CWORD]} options
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W 'run shell pipe kill env which stat ls cat write id dirs strerror help --help --version' -- "$word")
    return
  fi
  case ${COMP_WORDS[1]} in
    run) options='--timeout --grace --cwd --env --unset --clear-env --stdin --stdout --append --stderr --max-output --tree --die-with-parent --user --nice --batch --capture --json' ;;
    shell) options='--timeout --grace --cwd --env --unset --clear-env --stdin --stdout --append --stderr --max-output --tree --die-with-parent --user --nice --batch --capture --json' ;;
    pipe) options='--timeout --grace --cwd --env --unset --clear-env --stdin --stdout --append --stderr --max-output --tree --die-with-parent --user --nice --batch --capture --json --separator' ;;
    kill) options='-s -g -l --signal --grace --list' ;;
    env) options='-i -u -C -0 --ignore-environment --unset --chdir --null --json --batch' ;;
    which) options='-a --all' ;;
    stat) options='' ;;
    ls) options='' ;;
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
        help) mapfile -t COMPREPLY < <(compgen -W 'run shell pipe kill env which stat ls cat write id dirs strerror help' -- "$word") ;;
        run | pipe | env | which) mapfile -t COMPREPLY < <(compgen -cf -- "$word") ;;
      esac
      ;;
  esac
}
complete -o default -o bashdefault -F _ambos ambos
