#!/bin/sh
# SPDX-License-Identifier: MIT
# Build and test the project of Meson: build.sh BUILD_DIR PREFIX. Meson wants its sources within the project.
set -eu
here=$(dirname "$0")
build=$1
export PKG_CONFIG_PATH="$2/lib/pkgconfig"

command -v meson >/dev/null || { echo "SKIP: no meson"; exit 77; }
rm -rf "$build"
mkdir -p "$build"
cp "$here/meson.build" "$here/../main.c" "$build"
meson setup "$build/out" "$build" && meson test -C "$build/out"
