// Compares what an analysis says is reached with what was observed, as numbers and as causes of misses.
import type { Frame, Observed, Truth } from './truth.ts';
import { functionKey, readLines } from './truth.ts';

/** What an analysis says: files whose top level runs, and functions by key. */
export interface Answer {
  readonly modules: ReadonlySet<string>;
  readonly functions: ReadonlyMap<string, 'reached' | 'possibly-reached'>;
  /** Lines that name a function whose module no line names. */
  readonly orphans: number;
}

/** All the numbers of one comparison; shares and recalls from 0 to 1. */
export interface Measure {
  readonly observedModules: number;
  readonly foundModules: number;
  readonly moduleRecall: number;
  readonly namedModules: number;
  readonly namedPerObserved: number;
  readonly observedFunctions: number;
  readonly foundFunctions: number;
  readonly functionRecall: number;
  /** Functions seen beneath first-party code with test code in between; not part of the recall. */
  readonly throughTests: number;
  readonly foundThroughTests: number;
  /** Of all functions in the modules that the analysis names. */
  readonly namedFunctions: number;
  readonly share: number;
  readonly shareReached: number;
  /** Of all functions in the modules that were observed. */
  readonly shareOfObserved: number;
  readonly orphans: number;
  /** Function lines that are no function of that file as CPython numbers them. */
  readonly misplaced: number;
  readonly misses: readonly Miss[];
}

/** Where a chain broke: the last frame that the analysis knows, the first that it does not, and all that hangs on it. */
export interface Miss {
  readonly cause: 'module not loaded' | 'function not reached';
  readonly from: Frame | null;
  /** Frames between the two that no analysis reports: standard library, lambdas. */
  readonly between: readonly Frame[];
  readonly to: Frame;
  readonly modules: readonly Observed[];
  readonly functions: readonly Observed[];
}

/** Reads the lines of `theriac reach --all PATH --format jsonl`; compiled modules are left out, no tracer sees them. */
export function readAnswer(path: string): Answer {
  const modules = new Set<string>();
  const functions = new Map<string, 'reached' | 'possibly-reached'>();
  for (const line of readLines(path)) {
    const { file } = line;
    if (file === undefined || !file.endsWith('.py')) continue;
    if (line.function === null || line.function === undefined) modules.add(file);
    else {
      const key = functionKey(file, line.line ?? 1);
      if (functions.get(key) !== 'reached') functions.set(key, line.reach ?? 'reached');
    }
  }
  let orphans = 0;
  for (const key of functions.keys()) if (!modules.has(key.slice(0, key.lastIndexOf(':')))) orphans++;
  return { modules, functions, orphans };
}

/** Measures an answer against the truth. */
export function measure(truth: Truth, answer: Answer): Measure {
  const beneath = (table: ReadonlyMap<string, Observed>, how: Observed['beneath']): [string, Observed][] =>
    [...table].filter(([, seen]) => seen.beneath === how);
  const modules = beneath(truth.modules, 'first-party');
  const functions = beneath(truth.functions, 'first-party');
  const through = beneath(truth.functions, 'through-test');
  const missedModules = modules.filter(([file]) => !answer.modules.has(file)).map(([, seen]) => seen);
  const missedFunctions = functions.filter(([key]) => !answer.functions.has(key)).map(([, seen]) => seen);
  const named = counted(truth, answer, answer.modules);
  const observed = counted(truth, answer, new Set(modules.map(([file]) => file)));
  const all = [...answer.functions.keys()];
  const foundModules = modules.length - missedModules.length;
  const foundFunctions = functions.length - missedFunctions.length;
  return {
    observedModules: modules.length,
    foundModules,
    moduleRecall: foundModules / modules.length,
    namedModules: answer.modules.size,
    namedPerObserved: answer.modules.size / modules.length,
    observedFunctions: functions.length,
    foundFunctions,
    functionRecall: foundFunctions / functions.length,
    throughTests: through.length,
    foundThroughTests: through.filter(([key]) => answer.functions.has(key)).length,
    namedFunctions: named.all,
    share: named.said / named.all,
    shareReached: named.reached / named.all,
    shareOfObserved: observed.said / observed.all,
    orphans: answer.orphans,
    misplaced: all.filter((key) => !isFunction(truth, key)).length,
    misses: grouped(missedModules, missedFunctions, answer),
  };
}

function counted(truth: Truth, answer: Answer, files: ReadonlySet<string>) {
  const total = { all: 0, said: 0, reached: 0 };
  for (const file of files) {
    for (const line of new Set(truth.listing.get(file)?.map(([first]) => first))) {
      const reach = answer.functions.get(functionKey(file, line));
      total.all++;
      if (reach !== undefined) total.said++;
      if (reach === 'reached') total.reached++;
    }
  }
  return total;
}

function isFunction(truth: Truth, key: string): boolean {
  const end = key.lastIndexOf(':');
  const line = Number(key.slice(end + 1));
  return truth.listing.get(key.slice(0, end))?.some(([first]) => first === line) ?? false;
}

/** Misses by the step at which the observed chain left what the analysis knows, most consequences first. */
function grouped(modules: readonly Observed[], functions: readonly Observed[], answer: Answer): Miss[] {
  const groups = new Map<string, Miss & { modules: Observed[]; functions: Observed[] }>();
  for (const seen of [...modules, ...functions]) {
    const { from, between, to } = breakOf(seen, answer);
    const key = `${to[0]}:${to[3]}:${to[2]}`;
    let group = groups.get(key);
    if (group === undefined) {
      const cause = answer.modules.has(to[0]) ? 'function not reached' : 'module not loaded';
      group = { cause, from, between, to, modules: [], functions: [] };
      groups.set(key, group);
    }
    (seen.name === null ? group.modules : group.functions).push(seen);
  }
  const weight = (miss: Miss): number => miss.modules.length + miss.functions.length;
  return [...groups.values()].sort((a, b) => weight(b) - weight(a));
}

/** Walks from a missed module or function outwards to the first frame that the analysis knows. */
function breakOf(seen: Observed, answer: Answer): { from: Frame | null; between: readonly Frame[]; to: Frame } {
  let to: Frame = [seen.file, seen.line, seen.name ?? '<module>', seen.line];
  let between: Frame[] = [];
  for (const frame of seen.stack.slice(1)) {
    const state = known(frame, answer);
    if (state === true) return { from: frame, between, to };
    if (state === false) {
      to = frame;
      between = [];
    } else between.push(frame);
  }
  return { from: null, between, to };
}

/** Whether the analysis knows a frame; null for what it never reports: lambdas, comprehensions, class bodies, the rest of the world. */
function known([file, , name, first]: Frame, answer: Answer): boolean | null {
  if (file.startsWith('./')) return true;
  if (file.startsWith('<') || file.startsWith('/')) return null;
  if (name === '<module>') return answer.modules.has(file);
  if (name.endsWith('>')) return null;
  return answer.functions.has(functionKey(file, first));
}
