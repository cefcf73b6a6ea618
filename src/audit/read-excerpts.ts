// The lines of source around each step of a way, read from the project, the environment or an archive under a budget.
import type { Excerpt, Way } from '../finding/explanation.ts';
import type { Location } from '../finding/inventory.ts';
import { HostError } from '../host/host.ts';
import type { FoundModule } from '../python/module/module-finder.ts';
import { parseModuleName } from '../python/module/module-name.ts';
import type { Program } from '../python/program.ts';

const AROUND = 3;
const MAX_EXCERPTS = 400;
const MAX_BYTES = 64 << 20;
const MAX_COLUMNS = 400;

/** A place and the module whose file it lies in. */
export interface Wanted extends Location {
  readonly module: FoundModule | null;
  readonly firstParty: boolean;
}

/** The places of a way: where each step is taken, and where the last one's code is defined. */
export function placesOf(program: Program, way: Way): readonly Wanted[] {
  const places = way.map((step, index): Wanted => {
    const module = (way[index - 1] ?? step).module;
    return {
      file: step.file,
      line: step.line,
      module: moduleOf(program, module, step.file),
      firstParty: step.firstParty,
    };
  });
  const last = way.at(-1);
  if (last === undefined) return places;
  return [
    ...places,
    { ...last.defined, module: moduleOf(program, last.module, last.defined.file), firstParty: last.ownCode },
  ];
}

/** The module of this name, if this is its file; the project's scripts are known by their file alone. */
function moduleOf(program: Program, name: string, file: string): FoundModule | null {
  const parsed = parseModuleName(name);
  const found = parsed === null ? null : program.finder.find(parsed);
  if (found !== null && program.fileOf(found) === file) return found;
  return program.firstParty.find((module) => program.fileOf(module) === file) ?? null;
}

/** One excerpt for each place, once; past the budget, and where there is no source, it says so instead. */
export function readExcerpts(wanted: readonly Wanted[]): readonly Excerpt[] {
  const files = new Map<string, readonly string[] | string>();
  const excerpts = new Map<string, Excerpt>();
  let bytes = 0;
  for (const { file, line, firstParty, module } of wanted) {
    const key = `${firstParty}:${line}:${file}`;
    if (excerpts.has(key) || excerpts.size === MAX_EXCERPTS) continue;
    const path = `${module?.entry?.tree.root ?? ''}/${module?.file ?? file}`;
    const known = files.get(path) ?? (bytes > MAX_BYTES ? 'too much source to show' : readLines(module));
    if (typeof known !== 'string' && !files.has(path)) bytes += known.reduce((sum, each) => sum + each.length, 0);
    files.set(path, known);
    excerpts.set(key, { file, line, firstParty, ...around(known, line) });
  }
  return [...excerpts.values()];
}

function readLines(module: FoundModule | null): readonly string[] | string {
  if (module === null || module.entry === null || module.file === null) return 'its source is not at hand';
  if (module.kind !== 'source') return 'compiled: there is no source';
  try {
    return new TextDecoder().decode(module.entry.tree.readBytes(module.file)).split(/\r\n?|\n/);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return `its source is not at hand: ${error.message}`;
  }
}

function around(source: readonly string[] | string, line: number): Pick<Excerpt, 'first' | 'lines' | 'missing'> {
  if (typeof source === 'string') return { first: line, lines: null, missing: source };
  if (line < 1 || line > source.length) return { first: line, lines: null, missing: 'the file has no such line' };
  const first = Math.max(1, line - AROUND);
  const end = source.at(-1) === '' && line < source.length ? source.length - 1 : source.length;
  const lines = source.slice(first - 1, Math.min(end, line + AROUND));
  return { first, lines: lines.map(bounded), missing: null };
}

function bounded(text: string): string {
  return text.length > MAX_COLUMNS ? `${text.slice(0, MAX_COLUMNS)}…` : text;
}
