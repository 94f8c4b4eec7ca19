"""
Makes a virtual environment that holds exactly its pinned requirements: `environment.py <folder> <requirements> <stamp>`.

It is made anew when the stamp in it differs, which is written last: so also when an earlier installation was interrupted. Several
processes may call this at once. The lock is the kernel's, so it ends with the process that holds it.
"""

import fcntl
import shutil
import subprocess
import sys
import venv
from pathlib import Path

folder, requirements, stamp = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
stamp_file = folder / ".requirements-sha256"
folder.parent.mkdir(parents=True, exist_ok=True)
with open(f"{folder}.lock", "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not stamp_file.exists() or stamp_file.read_text() != stamp:
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        # Compiling every module takes longer than the modules that are used take to load.
        done = subprocess.run([*pip, "--no-compile", "--requirement", requirements])
        if done.returncode != 0:
            sys.exit(done.returncode)
        stamp_file.write_text(stamp)
