#!/usr/bin/env bash
# Prepares a Gradescope container, once. Its Python is too old (3.10 on the newest base), so one is
# brought along by uv; torch is the CPU build, which saves gigabytes.
set -euo pipefail

source_folder="${AUTOGRADER:-/autograder}/source"
place="${GRADER_HOME:-/opt/grader}" # read by workers, who are other users; holds nothing of the course
export UV_PYTHON_INSTALL_DIR="$place/python" UV_LINK_MODE=copy

version=0.13.9
if ! command -v uv > /dev/null; then
  if ! command -v curl > /dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y curl ca-certificates
  fi
  export UV_INSTALL_DIR="$place/uv" UV_NO_MODIFY_PATH=1
  curl --proto '=https' -LsSf "https://astral.sh/uv/$version/install.sh" | sh \
    || python3 -m pip install --quiet --target "$place/uv" "uv==$version"
  PATH="$UV_INSTALL_DIR:$UV_INSTALL_DIR/bin:$PATH"
fi

uv venv --quiet --clear --python 3.11 "$place/venv"
uv pip install --no-cache --python "$place/venv/bin/python" --compile-bytecode --torch-backend cpu \
  --constraint "$source_folder/kit/.ci/lock.txt" -r "$source_folder/kit/pyproject.toml"
chmod -R a+rX "$place"
chmod -R go-rwx "$source_folder" # the secret lies there

# what cannot be graded by is better found out now than by the first student
"$place/venv/bin/python" -m compileall -q "$source_folder/kit/grader"
cd "$source_folder/kit" && "$place/venv/bin/python" -m grader doctor || true
