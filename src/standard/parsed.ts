// The result of parsing foreign text: the value, or a fault kept as a value. Parsing never throws.

/** What is wrong with a text: `message` is one sentence for a person, `offset` counts UTF-16 units from its start. */
export interface ParseFault {
  readonly message: string;
  readonly offset?: number;
}

/** Either the parsed value or why there is none. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: ParseFault };

/** Wraps a parsed value. */
export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** Wraps the reason why a text could not be parsed. */
export function unparsable(message: string, offset?: number): { readonly ok: false; readonly fault: ParseFault } {
  return { ok: false, fault: offset === undefined ? { message } : { message, offset } };
}
