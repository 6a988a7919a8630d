import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** The processes below one, however deep. */
export function descendants(pid: number): number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const parents = rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]);
  const below = (parent: number): number[] =>
    parents.filter(([, ppid]) => ppid === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

/** Those of some processes that still run after they had time to end; a zombie is over. */
export async function survivors(pids: readonly number[], timeoutMs = 10_000): Promise<number[]> {
  const running = (): number[] => {
    const rows = execFileSync("ps", ["-A", "-o", "pid=,stat="], { encoding: "utf8" }).trim().split("\n");
    const alive = rows.map((row) => row.trim().split(/\s+/)).filter(([, state]) => !state?.startsWith("Z"));
    const ids = new Set(alive.map(([pid]) => Number(pid)));
    return pids.filter((pid) => ids.has(pid));
  };
  for (const deadline = Date.now() + timeoutMs; running().length > 0 && Date.now() < deadline; ) await sleep(100);
  return running();
}
