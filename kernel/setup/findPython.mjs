// Finds a Python that JupyterLab runs on, or says in one sentence what is missing.
import { run, SetupError } from "./progress.mjs";

const OLDEST = [3, 10];
const CURE =
  "install Python 3.10 or later from python.org or your system's packages, or name one: PYTHON=/path/to/python";

/** @param {NodeJS.ProcessEnv} env @param {NodeJS.Platform} platform */
function candidates(env, platform) {
  if (env.PYTHON) return [[env.PYTHON]];
  const newest = [14, 13, 12, 11, 10].map((minor) => [`python3.${minor}`]);
  return platform === "win32" ? [["py", "-3"], ["python"], ["python3"]] : [["python3"], ["python"], ...newest];
}

/**
 * The command, with its first arguments, of a Python ≥ 3.10 that can make virtual environments.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {Promise<string[]>}
 */
export async function findPython(env = process.env, platform = process.platform) {
  const tooOld = [];
  let lacksVenv = "";
  for (const command of candidates(env, platform)) {
    const [file, ...first] = command;
    // Windows has a python.exe that only opens its shop: it prints no version, so it is passed over like a missing one.
    const probe = "import sys; print('python', *sys.version_info[:2]); import venv, ensurepip; print('venv')";
    const { output } = await run(file, [...first, "-c", probe], { env });
    const version = /^python (\d+) (\d+)/m.exec(output);
    if (version === null) continue;
    const [major, minor] = [Number(version[1]), Number(version[2])];
    if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
      tooOld.push(`${command.join(" ")} is ${major}.${minor}`);
    } else if (/^venv/m.test(output)) {
      return command;
    } else {
      lacksVenv = lacksVenv || `${command.join(" ")} is ${major}.${minor}`;
    }
  }
  const sentence = "Cannot set up JupyterLab as it";
  if (lacksVenv) {
    const name = `python${lacksVenv.split(" ").pop()}-venv`;
    throw new SetupError(
      `${sentence} needs a Python with the modules venv and ensurepip: ${lacksVenv} without them; on Debian and Ubuntu: sudo apt install ${name}`,
    );
  }
  if (tooOld.length > 0) throw new SetupError(`${sentence} needs Python 3.10 or later: ${tooOld.join(", ")}; ${CURE}`);
  const where = env.PYTHON ? `PYTHON=${env.PYTHON} does not run` : "no Python was found on the PATH";
  throw new SetupError(`${sentence} needs Python 3.10 or later: ${where}; ${CURE}`);
}
