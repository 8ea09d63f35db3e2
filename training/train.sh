#!/usr/bin/env bash
# Makes artifacts/ from the public data sets: training/train.sh --data DIR [--out artifacts]
# Compares two artifacts:                     training/train.sh --compare A B
# Sets up training/.venv on first use. See training/README.md.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
data="" ; compare="" ; arguments=()
absolute() { (cd "$1" && pwd) }
while [ $# -gt 0 ]; do
  case "$1" in
    --data) data="$(absolute "$2")" ; arguments+=(--data "$data") ; shift 2 ;;
    --out) mkdir -p "$(dirname "$2")" ; arguments+=(--out "$(cd "$(dirname "$2")" && pwd)/$(basename "$2")") ; shift 2 ;;
    --compare) [ $# -ge 3 ] || break ; compare=yes ; arguments+=(--compare "$(absolute "$2")" "$(absolute "$3")") ; shift 3 ;;
    *) arguments+=("$1") ; shift ;;
  esac
done
if [ -z "$data$compare" ]; then
  echo "usage: training/train.sh --data DIR [--out artifacts] [--version V] [--stages a,b] [--quick]" >&2
  echo "       training/train.sh --compare A B" >&2
  exit 2
fi

stamp="$here/.venv/.requirements"
if ! cat "$here"/requirements*.txt | cmp -s - "$stamp"; then
  "${PYTHON:-python3}" -m venv --clear "$here/.venv"
  "$here/.venv/bin/pip" install --quiet --no-deps -r "$here/requirements.txt" -r "$here/requirements-teacher.txt"
  cat "$here"/requirements*.txt > "$stamp"
fi

# The feature rows are computed by the router itself.
cd "$here/.."
[ -d node_modules ] || npm ci
npm run -s build:node

export OMP_NUM_THREADS=2 OPENBLAS_NUM_THREADS=2 PYTHONHASHSEED=0 PYTHONPATH="$here"
exec "$here/.venv/bin/python" -m heimdall_training "${arguments[@]}"
