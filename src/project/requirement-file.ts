// Reads requirements files and those that they include, as pip does; what cannot be read becomes a fault.
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Fault } from '../finding/fault.ts';
import { type Host, HostError } from '../host/host.ts';
import { quote } from '../standard/python-text.ts';
import { parseRequirementLine, pathOfFileUrl, type RequirementLine } from './requirement-line.ts';
import { breakLine, parseOptions } from './requirement-options.ts';
import { decodeRequirements, type LogicalLine, logicalLines, readLineBytes } from './requirement-text.ts';
import { withoutCredentials } from './safe-url.ts';
import { isInside, shownPath } from './shown-path.ts';
import { fileFault } from './toml-file.ts';
import { parseVia, type Via } from './via-comment.ts';

/** A requirement of a file. */
export interface FileRequirement {
  readonly requirement: RequirementLine;
  /** Whether it only constrains what others require (`-c`). */
  readonly constraint: boolean;
  /** As `--hash` gave them. */
  readonly hashes: readonly string[];
  readonly via: Via | null;
  readonly file: string;
  readonly line: number;
}

/** All that a requirements file says, with what it includes. */
export interface RequirementFile {
  readonly requirements: readonly FileRequirement[];
  /** The index that it names, null where it names none. */
  readonly indexUrl: string | null;
  readonly faults: readonly Fault[];
}

const MAX_FILES = 1000;
const MAX_DEPTH = 100;
const MAX_REQUIREMENTS = 100_000;
const MAX_FAULTS = 10_000;
const REMOTE = /^(?:https?|ftp):/i;

/** Reads a file and, through `-r` and `-c`, others. `root` is the project's folder: what local paths are relative to. */
export function readRequirementFile(host: Host, root: string, file: string): RequirementFile {
  const reader = new Reader(host, root);
  reader.read(file, false, [], null);
  return reader.result();
}

class Reader {
  readonly #host: Host;
  readonly #root: string;
  readonly #requirements: FileRequirement[] = [];
  readonly #faults: Fault[] = [];
  /** The files read so far; one read again adds nothing, and could cost exponential time. */
  readonly #seen = new Set<string>();
  #indexUrl: string | null = null;
  #dropped = 0;
  #full = false;

  constructor(host: Host, root: string) {
    this.#host = host;
    this.#root = root;
  }

  result(): RequirementFile {
    if (this.#dropped > 0) {
      this.#faults.push({
        code: 'budget-exceeded',
        effect: 'incomplete',
        file: '',
        message: `${this.#dropped} more faults are not listed`,
      });
    }
    return { requirements: this.#requirements, indexUrl: this.#indexUrl, faults: this.#faults };
  }

  read(file: string, constraint: boolean, above: readonly string[], from: { file: string; line: number } | null): void {
    const at = from ?? { file: shownPath(this.#root, file), line: 1 };
    if (above.includes(file)) {
      this.#fault(
        'file-malformed',
        'note',
        at,
        `it includes ${shownPath(this.#root, file)}, which includes it: the circle was cut`,
      );
      return;
    }
    const key = `${constraint} ${file}`;
    if (this.#seen.has(key)) return;
    if (this.#seen.size >= MAX_FILES || above.length >= MAX_DEPTH) {
      this.#fault(
        'budget-exceeded',
        'incomplete',
        at,
        `files include each other more than ${MAX_DEPTH} deep or ${MAX_FILES} in all`,
      );
      return;
    }
    this.#seen.add(key);
    let text: string;
    try {
      const { bytes, cut, whole } = readLineBytes(this.#host, file);
      const name = shownPath(this.#root, file);
      for (const line of cut) {
        this.#fault(
          'budget-exceeded',
          'incomplete',
          { file: name, line },
          'the line is longer than 1 MB and was left out',
        );
      }
      if (!whole)
        this.#fault('budget-exceeded', 'incomplete', { file: name, line: 1 }, 'it is too large; the rest was not read');
      const decoded = decodeRequirements(bytes);
      for (const problem of decoded.problems) {
        this.#fault(problem.code, problem.effect, { file: name, line: problem.line }, problem.message);
      }
      text = decoded.text;
    } catch (error) {
      if (from !== null && error instanceof HostError) {
        const code = error.code === 'absent' ? 'file-absent' : 'file-unreadable';
        this.#fault(
          code,
          'incomplete',
          from,
          `it includes ${shownPath(this.#root, file)}, which was not read: ${error.message}`,
        );
      } else this.#add(fileFault(error, at.file));
      return;
    }
    const { lines, problems } = logicalLines(text, this.#host.environment.variables);
    for (const { code, effect, line, message } of problems) {
      this.#fault(code, effect, { file: shownPath(this.#root, file), line }, message);
    }
    for (const line of lines) this.#line(line, file, constraint, [...above, file]);
  }

  #line(line: LogicalLine, file: string, constraint: boolean, above: readonly string[]): void {
    const at = { file: shownPath(this.#root, file), line: line.line };
    const { requirement, options: text } = breakLine(line.text);
    const options = parseOptions(text);
    const [editable] = options.editables;
    const written = requirement.trim() !== '' ? requirement : (editable ?? null);
    for (const problem of options.problems) {
      this.#fault('option-unsupported', written === null ? 'incomplete' : 'note', at, problem);
    }
    if (written !== null) {
      this.#requirement(written, requirement.trim() === '', line, options.hashes, file, constraint, at);
      for (const more of requirement.trim() === '' ? options.editables.slice(1) : []) {
        this.#fault(
          'option-unsupported',
          'incomplete',
          at,
          `pip reads one -e of a line; ${this.#shown(file, more)} was left out`,
        );
      }
      return;
    }
    if (options.indexUrl !== null) this.#indexUrl = withoutCredentials(options.indexUrl);
    const [include = options.constraints[0]] = options.requirements;
    if (include === undefined) return;
    const others =
      options.requirements.length > 0
        ? options.requirements.slice(1).concat(options.constraints)
        : options.constraints.slice(1);
    for (const other of others) {
      this.#fault(
        'option-unsupported',
        'incomplete',
        at,
        `pip reads one file of a line; ${this.#shown(file, other)} was left out`,
      );
    }
    if (REMOTE.test(include)) {
      const url = withoutCredentials(include);
      this.#fault(
        'distribution-unchecked',
        'incomplete',
        at,
        `it includes ${url}, which was not fetched; download it and name the file`,
      );
      return;
    }
    const path = /^file:/i.test(include) ? pathOfFileUrl(include) : include;
    const target = isAbsolute(path) ? resolve(path) : resolve(dirname(file), path);
    this.read(target, options.requirements.length === 0, above, at);
  }

  #requirement(
    text: string,
    isEditable: boolean,
    line: LogicalLine,
    hashes: readonly string[],
    file: string,
    constraint: boolean,
    at: { file: string; line: number },
  ): void {
    if (this.#requirements.length >= MAX_REQUIREMENTS) {
      const message = `there are more than ${MAX_REQUIREMENTS} requirements; this one and all further ones were not read`;
      if (!this.#full) this.#fault('budget-exceeded', 'incomplete', at, message);
      this.#full = true;
      return;
    }
    const result = parseRequirementLine(text, this.#root, isEditable);
    if (!result.ok) {
      const message = `${this.#shown(file, text)} is no requirement: ${result.fault.message}`;
      this.#fault('file-malformed', 'incomplete', at, message);
      return;
    }
    this.#requirements.push({ requirement: result.value, constraint, hashes, via: parseVia(line.comments), ...at });
  }

  /** Text for a message. What a file outside the project says is not repeated: an include may name any file. */
  #shown(file: string, text: string): string {
    return isInside(this.#root, file) ? quote(withoutCredentials(text.trim())) : 'this line';
  }

  #fault(code: Fault['code'], effect: Fault['effect'], at: { file: string; line: number }, message: string): void {
    this.#add({ code, effect, file: at.file, line: at.line, message });
  }

  #add(fault: Fault): void {
    if (this.#faults.length < MAX_FAULTS) this.#faults.push(fault);
    else this.#dropped += 1;
  }
}
