#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make packages of a build tree and look into them: check_packages.py debian|archive BUILD LIST.

The archive has the files of LIST below one directory. The three packages for Debian have them too, each exactly once,
with their own places for libraries and licences, and depend on what they need.
"""
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile

MARK = "VERSION"


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def pack(build, target, *options):
    run("cpack", "--config", f"{build}/CPackConfig.cmake", "-B", str(target), *options)


def compare(name, expected, actual):
    return ([f"{name} has {path}, which is not in the list" for path in sorted(set(actual) - set(expected))]
            + [f"{name} has no {path}" for path in sorted(set(expected) - set(actual))])


def archive(build, expected, target):
    pack(build, target)
    [path] = [path for path in target.iterdir() if path.suffix in (".gz", ".zip")]
    if path.suffix == ".zip":
        names = [name for name in zipfile.ZipFile(path).namelist() if not name.endswith("/")]
    else:
        names = [member.name for member in tarfile.open(path) if not member.isdir()]
    top, version = re.match(r"((?:\./)?ambos-([\d.]+)-[\w-]+)/", names[0]).groups()
    return compare(path.name, expected, [name.removeprefix(f"{top}/").replace(version, MARK) for name in names])


def field(path, name):
    return run("dpkg-deb", "--field", str(path), name).strip()


def contents(path, folder):
    run("dpkg-deb", "--extract", str(path), str(folder))
    return sorted(str(file.relative_to(folder / "usr")) if file.is_relative_to(folder / "usr") else str(file)
                  for file in folder.rglob("*") if file.is_symlink() or not file.is_dir())


def debian(build, expected, target):
    run("cmake", "-D", "CMAKE_INSTALL_PREFIX=/usr", str(build))
    pack(build, target, "-G", "DEB")
    packages = {field(path, "Package"): path for path in target.glob("*.deb")}
    library = next((name for name in packages if re.fullmatch(r"libambos\d+", name)), "")
    if sorted(packages) != sorted(["ambos", "libambos-dev", library]):
        return [f"the packages are {sorted(packages)}"]

    wrong, all_files = [], []
    version = field(packages[library], "Version")
    for name, path in packages.items():
        files = contents(path, target / name)
        if f"share/doc/{name}/copyright" not in files:
            wrong.append(f"{name} has no copyright")
        all_files += [re.sub(r"^lib/\w+-linux-\w+/", "lib/", file).replace(version, MARK)
                      for file in files if not file.endswith("/copyright")]
    wrong += compare("Debian", [path for path in expected if path != "share/doc/ambos/LICENSE"], all_files)
    wrong += [f"in two packages: {path}" for path in sorted({path for path in all_files if all_files.count(path) > 1})]

    [shared] = (target / library).rglob("libambos.so.*.*")
    for what, right in [
            ("the library needs libc6", "libc6 (>=" in field(packages[library], "Depends")),
            ("the headers need this library", field(packages["libambos-dev"], "Depends") == f"{library} (= {version})"),
            ("the library is stripped", ".symtab" not in run("readelf", "--sections", "--wide", str(shared))),
            ("the linker's cache is told", "ldconfig" in run("dpkg-deb", "--info", str(packages[library]), "triggers")),
            ("the library is in the machine's own directory", shared.parent.parent.name == "lib")]:
        wrong += [] if right else [f"not so: {what}"]
    return wrong


def main():
    kind, build, listing = sys.argv[1:]
    expected = pathlib.Path(listing).read_text().split()
    with tempfile.TemporaryDirectory() as folder:
        wrong = {"debian": debian, "archive": archive}[kind](build, expected, pathlib.Path(folder))
    print("\n".join(wrong) if wrong else f"{kind}: as it should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
