"""Runs a program in a terminal of its own, as a person would use it.

    in_terminal.py '[["running", "\\u0003"], ["\\\\[l\\\\]: ", "c\\n"]]' PROGRAM ARGUMENTS...

waits until what is printed matches the first of each pair, then types the second. Prints what was printed, and ends with
the program's exit code.
"""

import json
import os
import pty
import re
import select
import sys
import time

steps = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])

printed = ""
seen = 0
deadline = time.monotonic() + 60
while time.monotonic() < deadline:
    if steps:
        match = re.compile(steps[0][0]).search(printed, seen)
        if match:
            seen = match.end()
            os.write(terminal, steps.pop(0)[1].encode())
            continue
    ready, _, _ = select.select([terminal], [], [], 0.2)
    if not ready:
        continue
    try:
        data = os.read(terminal, 65536)
    except OSError:
        break  # its last process has ended
    if not data:
        break
    printed += data.decode("utf8", "replace")
else:
    os.kill(pid, 9)

_, status = os.waitpid(pid, 0)
sys.stdout.write(printed.replace("\r\n", "\n"))
sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
