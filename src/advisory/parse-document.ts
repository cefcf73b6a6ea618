// The text of an advisory file, JSON or YAML, as values; YAML bombs and deep nesting are bounded.
import { createRequire } from 'node:module';

/** How a record's text is written. */
export type TextForm = 'json' | 'yaml';

/** What a file held: zero or more records as plain values. */
export interface ParsedDocument {
  readonly values: readonly unknown[];
  readonly faults: readonly DocumentFault[];
}

/** A fault in the text; `line` counts from 1. */
export interface DocumentFault {
  readonly line: number | null;
  readonly message: string;
}

/** The form that a file's name promises; null: it is no advisory. */
export function formOf(fileName: string): TextForm | null {
  if (/\.json$/i.test(fileName)) return 'json';
  return /\.ya?ml$/i.test(fileName) ? 'yaml' : null;
}

/** Whether a file or folder on the way is hidden, as `.git` and `.github` are: no advisories are kept there. */
export function isHidden(file: string): boolean {
  return /(?:^|\/)\./.test(file);
}

const DEEPEST = 100;

/** Parses a file's text. A list of records, and the `vulns` of an OSV API's answer, give each record by itself. */
export function parseDocument(text: string, form: TextForm): ParsedDocument {
  const parsed = form === 'json' ? parseJson(text) : parseYaml(text);
  const values = parsed.values.flatMap(recordsIn);
  // One JSON record is kept as it was read and never walked to its depth; anything else is written anew.
  const [only, ...more] = values;
  if (form === 'json' && more.length === 0 && only === parsed.values[0]) return { values, faults: parsed.faults };
  if (values.some((value) => deeperThan(value, DEEPEST))) {
    return { values: [], faults: [{ line: null, message: `is nested more than ${DEEPEST} levels deep` }] };
  }
  return { values, faults: parsed.faults };
}

function recordsIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null || 'id' in value || !('vulns' in value)) return [value];
  return Array.isArray(value.vulns) ? value.vulns : [value];
}

function parseJson(text: string): ParsedDocument {
  try {
    const value: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    return { values: [value], faults: [] };
  } catch (error) {
    return { values: [], faults: [jsonFault(text, error)] };
  }
}

/** V8 tells the place in words; its excerpts of the text may hold anything, so only the place is taken from them. */
function jsonFault(text: string, error: unknown): DocumentFault {
  const told = error instanceof Error ? error.message : '';
  const position = /at position (\d+)/.exec(told)?.[1];
  if (/end of (?:JSON )?(?:input|data)/i.test(told)) {
    return { line: lineAt(text, text.length), message: 'is not JSON: it ends too early' };
  }
  const offset = position === undefined ? null : Number(position);
  return { line: offset === null ? null : lineAt(text, offset), message: 'is not JSON' };
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

type Yaml = typeof import('yaml');
let yaml: Yaml | null = null;

/** Loaded at the first YAML file: it takes longer to load than a whole audit may last. */
function loadYaml(): Yaml {
  yaml ??= createRequire(import.meta.url)('yaml') as Yaml;
  return yaml;
}

/** How many nodes the aliases of one file may stand for. */
const MOST_ALIASES = 100;
/** Building a YAML tree takes a hundred times the text's memory. */
const LARGEST_YAML = 2 ** 21;
const MOST_FAULTS = 5;

function parseYaml(text: string): ParsedDocument {
  if (text.length > LARGEST_YAML) {
    return { values: [], faults: [{ line: null, message: `is YAML of more than ${LARGEST_YAML} characters` }] };
  }
  const faults: DocumentFault[] = [];
  try {
    // Versions must stay texts: 1.10 is not the number 1.1. So scalars are texts, but for null and truth values.
    const document = loadYaml().parseDocument(text, {
      schema: 'failsafe',
      customTags: ['null', 'bool'],
      uniqueKeys: false,
      strict: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    for (const { code, pos } of document.errors.slice(0, MOST_FAULTS)) {
      const what = code.toLowerCase().replaceAll('_', ' ');
      faults.push({ line: lineAt(text, pos[0]), message: `is not sound YAML: ${what}` });
    }
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { values: value === null || value === undefined ? [] : [value], faults };
  } catch {
    // Aliases that multiply, or nesting beyond the stack.
    faults.push({ line: null, message: 'is YAML that unfolds to more than an advisory needs' });
    return { values: [], faults };
  }
}

/** Whether a value is nested deeper than `levels`, without recursion into more than those. */
function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    // Lists of texts are most of a record: only what can nest is walked.
    for (const item of value) if (typeof item === 'object' && deeperThan(item, levels - 1)) return true;
    return false;
  }
  for (const key in value) {
    const item: unknown = Reflect.get(value, key);
    if (typeof item === 'object' && deeperThan(item, levels - 1)) return true;
  }
  return false;
}
