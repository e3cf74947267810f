"""svelte-check with a canary: a wrong line that it has to find.

A checker that checks nothing (a size cap, a wrong path) reports no error either; this one has to report ours.
"""

import os
import subprocess
from pathlib import Path

from backend.run.result import Result

CANARY = '<script lang="ts">\n  export const canary: number = "not a number";\n</script>\n'


def check_with_canary(pwa: Path) -> Result:
    for words in (["run", "--silent", "api"], ["exec", "--", "svelte-kit", "sync"]):
        done = _npm(pwa, *words)
        if done.returncode:
            return Result(False, done.stdout)
    canary = pwa / "src" / f"canary{os.getpid()}.svelte"
    canary.write_text(CANARY)
    try:
        flags = ["--tsconfig", "./tsconfig.json", "--output", "machine", "--fail-on-warnings"]
        done = _npm(pwa, "exec", "--", "svelte-check", *flags)
    finally:
        canary.unlink()
    return _judge(done.stdout, canary.name)


def _judge(output: str, canary: str) -> Result:
    reported = [line for line in output.splitlines() if " ERROR " in line or " WARNING " in line]
    found = [line for line in reported if canary in line]
    others = [line for line in reported if canary not in line]
    if not found:
        return Result(
            False, output + "\nsvelte-check n'a pas vu l'erreur de type mise exprès : il ne vérifie rien.\n"
        )
    return Result(not others, "\n".join(others) + "\n")


def _npm(pwa: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["npm", *words],
        cwd=pwa,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
