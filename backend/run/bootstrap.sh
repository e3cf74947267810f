#!/usr/bin/env bash
# Prepares what the verbs of the Makefile need, then runs one of them. Does only what has changed since last time.
#   bootstrap.sh setup | run | with-tests COMMAND... | with-bench COMMAND... | with-python COMMAND...
set -euo pipefail
cd "$(dirname "$0")/../.."
PY=.venv/bin/python
STAMPS=var/stamps
LOG=var/stamps/setup.log

say() { printf '  %s\n' "$*"; }
stop() { printf '\n  %s\n\n' "$*" >&2; exit 1; }
digest() { { sha256sum "$@" 2>/dev/null || true; } | sha256sum | cut -d' ' -f1; }

# step TITLE COMMAND...: runs it quietly; a sign of life every ten seconds; its last words when it fails
step() {
  local title=$1 began=$SECONDS; shift
  printf '  %-34s ' "$title"
  "$@" >>"$LOG" 2>&1 </dev/null &
  local job=$! shown=0
  trap 'kill $job 2>/dev/null || true; exit 130' INT TERM
  while kill -0 $job 2>/dev/null; do
    sleep 0.2
    if (( SECONDS - began >= shown + 10 )); then shown=$((SECONDS - began)); printf '%s s… ' "$shown"; fi
  done
  trap - INT TERM
  if wait $job; then printf '%s s\n' "$((SECONDS - began))"; else
    printf 'échec\n\n'; tail -n 25 "$LOG" >&2; stop "« $title » a échoué. Journal complet : $LOG"
  fi
}

# A system package, when we may install it; never asks for a password. Tried once.
install_package() {
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo -n)
  command -v apt-get >/dev/null || return 1
  [ ${#sudo[@]} = 0 ] || sudo -n true 2>/dev/null || return 1
  [ ! -e "$STAMPS/apt-$1" ] || return 1
  printf '  %-34s ' "Paquet $1"
  local get=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive timeout 300 apt-get -y --no-install-recommends)
  if "${get[@]}" install "$1" >>"$LOG" 2>&1 </dev/null ||
    { "${get[@]}" update >>"$LOG" 2>&1 </dev/null && "${get[@]}" install "$1" >>"$LOG" 2>&1 </dev/null; }; then
    printf 'installé\n'
  else
    touch "$STAMPS/apt-$1"; printf 'non installé\n'; return 1
  fi
}

find_python() {
  local name
  for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"; return
    fi
  done
  stop "Python 3.11 ou plus récent est nécessaire. Sur Debian ou Ubuntu : apt install python3 python3-venv"
}

python_environment() {
  if ! $PY -c '' 2>/dev/null; then
    local python version
    python=$(find_python)
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
      install_package "python$version-venv" || install_package python3-venv ||
        stop "Il manque le paquet python$version-venv. Installez-le : apt install python$version-venv"
    fi
    rm -rf .venv "$STAMPS"/requirements*
    step "Environnement Python $version" "$python" -m venv .venv
  fi
}

# python_packages STEM: requirements, requirements-dev, requirements-bench; each holds the ones before it
python_packages() {
  local stem
  [ "$(cat "$STAMPS/$1" 2>/dev/null)" != "$(digest "$1.lock")" ] || return 0
  step "Bibliothèques Python (1 à 2 min)" $PY -m pip --disable-pip-version-check --no-input install \
    --require-hashes -r "$1.lock"
  for stem in requirements requirements-dev requirements-bench; do
    digest "$stem.lock" >"$STAMPS/$stem"
    [ "$stem" != "$1" ] || break
  done
}

has_node() { command -v node >/dev/null && node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)'; }

node_packages() {
  [ -f pwa/package.json ] || return 1
  if ! has_node; then
    [ -f pwa/build/index.html ] && { say "Node.js 20 absent : l'application déjà construite est gardée."; return 1; }
    stop "Node.js 20 ou plus récent est nécessaire pour construire l'application (https://nodejs.org)."
  fi
  local wanted
  wanted=$(digest pwa/package-lock.json pwa/package.json)
  if [ ! -d pwa/node_modules ] || [ "$(cat $STAMPS/node 2>/dev/null)" != "$wanted" ]; then
    step "Bibliothèques de l'application" npm --prefix pwa ci --no-audit --no-fund
    echo "$wanted" >$STAMPS/node
  fi
}

application() {
  local wanted files
  mapfile -d '' files < <(find pwa -path pwa/node_modules -prune -o -path pwa/build -prune -o \
    -path pwa/.svelte-kit -prune -o -path pwa/tests -prune -o -name schema.d.ts -prune -o -type f -print0 | LC_ALL=C sort -z)
  wanted=$(digest openapi.json "${files[@]}")
  if [ ! -f pwa/build/index.html ] || [ "$(cat $STAMPS/build 2>/dev/null)" != "$wanted" ]; then
    step "Construction de l'application" npm --prefix pwa run build
    echo "$wanted" >$STAMPS/build
  fi
}

has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }

for_run() {
  python_environment
  python_packages requirements
  if node_packages; then application; fi
  has_library libzbar || install_package libzbar0 ||
    say "libzbar0 absent : la borne lit les codes sans lui, un peu moins vite (apt install libzbar0)."
}

for_tests() {
  python_environment
  python_packages requirements-dev
  if node_packages; then application; fi
  has_library libzbar || install_package libzbar0 || say "libzbar0 absent : ses tests seront sautés."
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
    install_package chromium || say "chromium absent : les parcours dans un navigateur seront sautés."
  command -v firefox-esr >/dev/null || command -v firefox >/dev/null || install_package firefox-esr ||
    say "firefox-esr absent : le parcours des notifications sera sauté."
  command -v redis-server >/dev/null || install_package redis-server ||
    say "redis-server absent : les tests du mode Redis seront sautés."
  command -v soffice >/dev/null || install_package libreoffice-writer-nogui ||
    say "LibreOffice absent : les tests des lettres en PDF seront sautés."
}

mkdir -p $STAMPS 2>/dev/null && [ -w $STAMPS ] || stop "Le dossier var/ n'est pas à vous ($(stat -c %U var)). Rendez-le : sudo chown -R $(id -un) var .venv pwa"
: >"$LOG"
verb=${1:-setup}; shift || true
case $verb in
  setup) for_run; say "Tout est prêt. Lancez : make run" ;;
  run) for_run; exec $PY -m backend.run "$@" ;;
  with-python) python_environment; python_packages requirements-dev; exec "$@" ;;
  with-tests) for_tests; exec "$@" ;;
  with-bench) for_tests; python_packages requirements-bench; exec "$@" ;;
  *) stop "Verbe inconnu : $verb" ;;
esac
