// How much V8 spends on making code fast. The modules for it are loaded when asked: most runs never are.

/**
 * Milliseconds of work past which its code runs long enough to pay for V8's last compiler. Measured on two cores: an
 * analysis of seven seconds takes 12 to 17 % less time, a quarter less of all processors and 120 MB less without it, one
 * of half a minute 10 % more.
 */
const LONG = 8_000;

/** Whether there is a compiler between: without one, code would stay slow. Since Node 24 it is on. */
const HAS_MIDDLE =
  Number.parseInt(process.versions.node, 10) >= 24 && (process.arch === 'x64' || process.arch === 'arm64');

let isQuick = false;

/** Chooses how code is compiled from now on that belongs to work of so many milliseconds so far. */
export function fitCompiler(elapsed: number): void {
  if (isQuick === elapsed < LONG || !HAS_MIDDLE) return;
  isQuick = !isQuick;
  process.getBuiltinModule('node:v8').setFlagsFromString(isQuick ? '--no-turbofan' : '--turbofan');
}
