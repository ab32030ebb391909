#!/bin/sh
# Make .venv and install Floorlight into it, with the system packages it needs where they may be installed.
set -eu

# What a Debian system needs beside Python: venv, the libraries Qt opens, and a font.
PACKAGES="python3-venv libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 fonts-dejavu-core
libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
libxcb-shape0 libxcb-xinerama0"
# Fonts for Thai, Korean, Arabic script and emoji, which names may be in: the theme falls back to them.
# Not required: fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji
PYTHON=${PYTHON:-python3}

missing() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    for package in $PACKAGES; do
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
        [ "$state" = installed ] || printf '%s ' "$package"
    done
}

wanted=$(missing)
if [ -n "$wanted" ]; then
    if [ "$(id -u)" = 0 ]; then
        sudo=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo="sudo -n"
    else
        echo "Please install what is missing, then run make again: sudo apt-get install $wanted" >&2
        exit 1
    fi
    echo "Installing $wanted"
    # shellcheck disable=SC2086
    if ! { $sudo apt-get update -q && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q $wanted; } \
        >/dev/null 2>&1; then
        echo "Please install what is missing, then run make again: sudo apt-get install $wanted" >&2
        exit 1
    fi
fi

if ! "$PYTHON" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'; then
    echo "Floorlight needs Python 3.11 to 3.13; name one: make PYTHON=python3.11" >&2
    exit 1
fi
[ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --constraint packaging/constraints.txt --editable '.[dev]'
# pip compiles what it installs, but not a source tree that it only links to.
.venv/bin/python -m compileall -q console feeds widgets resources
touch .venv/ready
