#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rm -rf of every spelling of the root is refused: tool_roots.py AMBOS

The root is a directory of our own, in which the program is confined (chroot): all that it could remove is what was put
there. 77: not root, so that cannot be."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
SPELLINGS = ("/", "//", "///", "/.", "/./", "/..", "/../", "/dir/..", "/dir/../", "/dir/../.", "/link/", "/link/.", "/link/..",
             "../..", "/again")


def furnish(root, ambos):
    """The program with the libraries that it needs, and something to lose."""
    libraries = subprocess.run(["ldd", ambos], capture_output=True, text=True, check=False).stdout
    for path in [*re.findall(r"/\S+", libraries), ambos]:
        if os.path.isfile(path):
            place = root + (path if path != ambos else "/ambos")
            os.makedirs(os.path.dirname(place), exist_ok=True)
            shutil.copy(path, place)
    os.mkdir(root + "/dir")
    os.mkdir(root + "/again")
    os.symlink("/", root + "/link")
    with open(root + "/precious", "w") as file:
        file.write("to be kept")


def confined(root):
    """In the child: the directory becomes the root, which also has the name /again where mounts can be."""
    def enter():
        os.chroot(root)
        os.chdir("/dir")
    return enter


def refused(root, spelling, options):
    made = subprocess.run(["/ambos", "rm", *options, spelling], preexec_fn=confined(root), capture_output=True, text=True,
                          timeout=60, check=False)
    assert made.returncode == 1 and "refused" in made.stderr, (spelling, made)
    assert sorted(os.listdir(root))[:3] == ["again", "ambos", "dir"], (spelling, os.listdir(root))
    assert os.path.exists(root + "/precious"), spelling


def main():
    if os.geteuid() != 0:
        print("SKIP: only root can be confined")
        return SKIPPED
    ambos = os.path.abspath(sys.argv[1])
    root = tempfile.mkdtemp()
    bound = False
    try:
        furnish(root, ambos)
        bound = subprocess.run(["mount", "--bind", root, root + "/again"], stderr=subprocess.DEVNULL,
                               check=False).returncode == 0
        for spelling in SPELLINGS if bound else SPELLINGS[:-1]:
            for options in (["-rf"], ["-r"], ["-rf", "--cross-mounts"]):
                refused(root, spelling, options)
        # The confinement itself: what is no root goes.
        subprocess.run(["/ambos", "rm", "-r", "/dir/"], preexec_fn=confined(root), check=True, timeout=60)
        assert not os.path.exists(root + "/dir")
    finally:
        if bound:
            subprocess.run(["umount", root + "/again"], check=True)
        shutil.rmtree(root)
    return 0


if __name__ == "__main__":
    sys.exit(main())
