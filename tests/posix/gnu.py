#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The ambos command beside the GNU tools: gnu.py AMBOS

Each line of the table runs once as `ambos X` and once as `X`, in twin directories made alike. The trees and the exit
statuses must be the same afterwards; with `out`, what was said on the standard output too."""
import hashlib
import os
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile

# Of a file, what it has; of a directory a path that ends in /; of a link what it says.
TREE = {
    "file": "contents",
    "other": "more contents",
    "script": ("#!/bin/sh\n", 0o755),
    "private": ("secret", 0o600),
    "wide": ("everybody's", 0o666),
    "read-only": ("fixed", 0o444),
    "empty/": None,
    "dir/": None,
    "dir/a": "a",
    "dir/sub/": None,
    "dir/sub/b": ("b", 0o640),
    "dir/link": "-> a",
    "dir/.hidden": "h",
    "full/": None,
    "full/dir/": None,
    "full/dir/a": "an older a",
    "full/dir/extra": "stays",
    "full/file": "an older file",
    "link": "-> file",
    "dirlink": "-> dir",
    "dangling": "-> nowhere",
    "-odd": "odd",
    "a name": "spaces",
    "second": "= file",
    "group/": (None, 0o2775),
}

# Commands, `;` between several; behind a bar `out`. Not here is what differs on purpose: cp replaces files by new ones,
# with the mode of the source whatever the umask, and refuses to copy a directory into itself before it begins; rm of a
# link with a slash behind it touches nothing.
CASES = """
mkdir new
mkdir new/deep
mkdir -p new/deep/er
mkdir -p dir empty/x/
mkdir -p file
mkdir -p file/x
mkdir -p dangling
mkdir -p dirlink/x
mkdir dir new
mkdir -m 700 new
mkdir -m 2750 new
mkdir -m 0 new
mkdir -m 700 group/new
mkdir -p -m 711 new/deep
mkdir -p -m 711 dir
mkdir -m u=rwx,go= new
mkdir -m 999 new
mkdir
mkdir -- -x
rmdir empty
rmdir empty/
rmdir dir
rmdir file
rmdir dirlink
rmdir missing empty
rmdir -p full/dir
mkdir -p n/e/w ; rmdir -p n/e/w/
mkdir -p n/e/w n/x ; rmdir -p n/e/w
rmdir empty/.
rm file
rm file missing other
rm -f file missing other
rm -f missing/x file/x
rm -f
rm
rm dir
rm dir file
rm -f dir
rm -r dir
rm -rf dir empty missing
rm -R dir/ file
rm -r link dirlink dangling
rm -d empty
rm -d dir
rm -d file empty
rm read-only
rm -- -odd
rm -odd
rm 'a name'
rm .
rm -r .
rm -rf dir/..
rm -r dir/.
rm -rf dir/./
rm -r dir/sub/../../empty
rm ''
cp file new
cp file other
cp file missing/new
cp missing new
cp file file
cp file ./file
cp file second
cp script new
cp private new
cp read-only new
cp -p private new
cp -p read-only script full
cp -p dir/sub/b new
cp file dir
cp file full
cp -n file full
cp -n file new
cp -n -f other full/file
cp -f -n other full/file
cp file other full
cp file other missing
cp file other script
cp file missing other full
cp -t full other script
cp -t missing other
cp -t file other
cp -T file full
cp -T file new
cp -T file other full
cp -t full -T file
cp link new
cp -P link new
cp -L link new
cp dangling new
cp -P dangling new
cp file dangling
cp file link
cp dir new
cp dir file new
cp dirlink new
cp -r dir new
cp -a dir new
cp -R dir new
cp -r dir empty
cp -r dir full
cp -rT dir full
cp -rT dir new
cp -r dir/ new
cp -r dir/. new
cp -r dir/. full
cp -r dir file new
cp -r dir file empty
cp -r dir file
cp -r file dir empty
cp -rp dir new
cp -rp dir/. empty
cp -r link dirlink dangling empty
cp -r dirlink new
cp -r dirlink/ new
cp -rp full empty
cp -rt empty dir full
cp file
cp
cp -- -odd new
cp file new/
cp file empty/
mv file new
mv file other
mv missing new
mv file missing/new
mv file file
mv file second
mv file full
mv -n file full
mv -n file new
mv -f -n file other
mv -n -f file other
mv file other full
mv file other missing
mv file missing other full
mv -t full other script
mv -T file full
mv -T dir empty
mv -T empty new
mv dir empty
mv dir full
mv dir new
mv dir dir/sub
mv dir file
mv file dir/a
mv link new
mv dirlink new
mv dirlink empty
mv dangling new
mv file link
mv read-only other
mv file
mv -- -odd new
mv dir/ new
mv file new/
ln file new
ln file other
ln -f file other
ln -f file second
ln -f file file
ln missing new
ln dir new
ln file other full
ln -f file other full
ln file dir
ln link new
ln -t empty file other
ln -T file empty
ln -s file new
ln -s nowhere new
ln -s file other
ln -sf file other
ln -s ../file empty
ln -s dir new
ln -sf empty dirlink
ln -sfn empty dirlink
ln -sfT empty dirlink
ln -sf file link
ln -sfT file empty
ln -s file
ln -s dir/a
ln dir/a
ln -s '' new
ln
readlink link | out
readlink -n link | out
readlink link dirlink | out
readlink file | out
readlink -f dirlink/link | out
readlink -f dangling missing | out
readlink -f missing/x | out
realpath dirlink/link . .. | out
realpath dangling missing | out
realpath missing/x file/x | out
realpath -e missing | out
mktemp -d dir/xXXXXXXXXX/
mktemp fileXX
mktemp -p missing xXXXXXX
"""


def make(root):
    """The tree, always with the same times."""
    os.mkdir(root)
    for name, what in TREE.items():
        path = os.path.join(root, name)
        contents, mode = what if isinstance(what, tuple) else (what, None)
        if name.endswith("/"):
            os.mkdir(path)
        elif contents.startswith("-> "):
            os.symlink(contents[3:], path)
            continue
        elif contents.startswith("= "):
            os.link(os.path.join(root, contents[2:]), path)
            continue
        else:
            with open(path, "w") as file:
                file.write(contents)
        os.chmod(path, mode or (0o755 if name.endswith("/") else 0o644))
    for path, names, files in os.walk(root, topdown=False):
        for name in names + files:
            os.utime(os.path.join(path, name), ns=(10**18 + 7, 10**18 + 7), follow_symlinks=False)


def look(root, times):
    """All that counts of a tree, as lines of text; of times whether they are those of make()."""
    lines = {}
    for path, names, files in os.walk(root):
        for name in names + files:
            full = os.path.join(path, name)
            info = os.lstat(full)
            what = [stat.filemode(info.st_mode)]
            if stat.S_ISLNK(info.st_mode):
                what.append("-> " + os.readlink(full))
            elif stat.S_ISREG(info.st_mode):
                with open(full, "rb") as file:
                    what.append(hashlib.sha256(file.read()).hexdigest()[:12])
                what.append(f"{info.st_nlink} names")
            if times and not stat.S_ISLNK(info.st_mode):
                what.append("old" if info.st_mtime_ns == 10**18 + 7 else "new")
            lines[os.path.relpath(full, root)] = " ".join(what)
    return lines


def run(prefix, commands, root):
    """The last exit status and the output of the commands, one after the other."""
    made = None
    for command in commands:
        made = subprocess.run(prefix + command, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60, check=False)
    return made


def words(line):
    """The commands of a line."""
    commands, command = [], []
    for word in shlex.split(line) + [";"]:
        if word == ";":
            commands.append(command)
            command = []
        else:
            command.append(word)
    return commands


def differences(ambos, line, place):
    """What is not the same, as lines; wrong usage is 2 with us and 1 with GNU."""
    line, _, options = line.partition("|")
    commands = words(line)
    # Both lie at one path, so that absolute names in the output are the same.
    root, kept = os.path.join(place, "tree"), []
    for prefix in ([ambos], []):
        make(root)
        made = run(prefix, commands, root)
        kept.append((made, look(root, any(word.startswith("-") and "p" in word for word in commands[-1][1:]))))
        shutil.rmtree(root)
    (ours, tree), (theirs, wanted) = kept
    found = []
    if ours.returncode != theirs.returncode and not (ours.returncode == 2 and theirs.returncode == 1):
        found.append(f"exit status {ours.returncode}, not {theirs.returncode}: {ours.stderr} {theirs.stderr}")
    if "out" in options and ours.stdout != theirs.stdout:
        found.append(f"said {ours.stdout}, not {theirs.stdout}")
    if ours.returncode and not ours.stderr:
        found.append("failed without a word")
    for name in sorted(set(tree) | set(wanted)):
        if tree.get(name) != wanted.get(name):
            found.append(f"{name}: {tree.get(name)}, not {wanted.get(name)}")
    return found


def main():
    failed = 0
    os.umask(0o022)
    os.environ["LC_ALL"] = "C"
    ambos = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as place:
        for line in filter(None, CASES.splitlines()):
            for difference in differences(ambos, line, place):
                print(f"{line}: {difference}")
                failed += 1
    print(f"{failed} differences")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
