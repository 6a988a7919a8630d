// A kernel must not outlive whoever started it.

const EVERY_MS = 1_000;

/** Calls back once when the parent process is gone. */
export function watchParent(onGone: () => void): void {
  const startedBy = process.ppid;
  const named = Number(process.env.JPY_PARENT_PID ?? 0);
  const timer = setInterval(() => {
    // On POSIX an orphan gets another parent; on Windows the number stays, so the process is looked for.
    if (process.ppid === startedBy && isAlive(process.platform === "win32" ? startedBy : named)) return;
    clearInterval(timer);
    onGone();
  }, EVERY_MS);
  timer.unref();
}

function isAlive(pid: number): boolean {
  if (pid <= 1) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
