# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# How every Wine process of ours is started; the caller has set WINEPREFIX. To be sourced.
export WINEDEBUG=-all
# No installers to be offered, and no debugger for children that are meant to crash.
export WINEDLLOVERRIDES='mscoree,mshtml,winedbg.exe='
# No windows. And names of files as UTF-8.
export DISPLAY=
export LC_ALL=C.UTF-8
