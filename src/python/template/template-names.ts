// What a template names, in any of the languages that are read: the parts of it that run Python.

export type TemplateLanguage = 'jinja' | 'django';

/**
 * What a name in a template is. `variable`: a name of the context, or a global; `call`: the same, called. `attribute`
 * and `method`: read from a value, or called on it. `text`: a string, which may name anything (`map("upper")`).
 * `template`: another template. `library`: what `{% load %}` asks for.
 */
export type UseKind =
  | 'filter'
  | 'test'
  | 'tag'
  | 'variable'
  | 'call'
  | 'attribute'
  | 'method'
  | 'text'
  | 'template'
  | 'library';

/** A name and the first line that uses it so; lines count from 1. */
export interface TemplateUse {
  readonly kind: UseKind;
  readonly name: string;
  readonly line: number;
}

/** What one template names: each name once for each way of using it, in the order of the text. */
export interface TemplateNames {
  readonly language: TemplateLanguage;
  readonly uses: readonly TemplateUse[];
  /** Whether some of it could not be read: it is malformed, or names more than anyone writes. */
  readonly isPartial: boolean;
}

/** Names of one template that are kept; a template has tens. */
const MAX_USES = 10_000;
/** Longer names and texts are data. */
const MAX_LENGTH = 200;

/** Collects uses, each kind and name once. */
export class UseList {
  readonly uses: TemplateUse[] = [];
  isPartial = false;
  readonly #seen = new Set<string>();

  add(kind: UseKind, name: string, line: number): void {
    if (name === '' || name.length > MAX_LENGTH) return;
    const key = `${kind} ${name}`;
    if (this.#seen.has(key)) return;
    if (this.uses.length >= MAX_USES) {
      this.isPartial = true;
      return;
    }
    this.#seen.add(key);
    this.uses.push({ kind, name, line });
  }

  /** The collected names. */
  finish(language: TemplateLanguage): TemplateNames {
    return { language, uses: this.uses, isPartial: this.isPartial };
  }
}

/** Counts lines as positions move on. */
export class LineCounter {
  readonly #text: string;
  #line = 1;
  /** The end of that line. */
  #end: number;

  constructor(text: string) {
    this.#text = text;
    this.#end = this.#after(0);
  }

  /** The line of a position, which is never before the last one asked for. */
  lineAt(position: number): number {
    while (this.#end < position) {
      this.#line++;
      this.#end = this.#after(this.#end + 1);
    }
    return this.#line;
  }

  #after(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end === -1 ? this.#text.length : end;
  }
}
