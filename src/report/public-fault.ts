// A fault in the public JSON, and the closed list of its codes with what each means for the answer.
import type { Fault, FaultCode } from '../finding/fault.ts';
import type { Fields } from './fields.ts';

/** A fault as scripts read it. */
export interface PublicFault {
  readonly code: FaultCode;
  readonly effect: Fault['effect'];
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** What was not checked because of a fault of each kind, as a heading: for one, for several. */
export const FAULT_HEADINGS: Readonly<Record<FaultCode, readonly [one: string, several: string]>> = {
  'analysis-failed': ['analysis that failed', 'analyses that failed'],
  'advisory-malformed': ['advisory that is malformed', 'advisories that are malformed'],
  'advisory-unreadable': ['advisory that cannot be read', 'advisories that cannot be read'],
  'archive-damaged': ['damaged part of an archive', 'damaged parts of archives'],
  'archive-hostile': ['archive member that is not safe to read', 'archive members that are not safe to read'],
  'budget-exceeded': ['input that is too large', 'inputs that are too large'],
  'code-unseen': ['place that runs code from outside', 'places that run code from outside'],
  'configuration-invalid': ['setting that is not valid', 'settings that are not valid'],
  'database-stale': ['database that is old', 'databases that are old'],
  'distribution-malformed': ['distribution that is malformed', 'distributions that are malformed'],
  'distribution-unchecked': [
    'distribution from a path, URL or repository',
    'distributions from a path, URL or repository',
  ],
  'distribution-unpinned': ['distribution without a pinned version', 'distributions without a pinned version'],
  'file-absent': ['file that is not there', 'files that are not there'],
  'file-malformed': ['malformed file or line', 'malformed files or lines'],
  'file-unreadable': ['file that cannot be read', 'files that cannot be read'],
  'ignore-expired': ['ignore entry that has expired', 'ignore entries that have expired'],
  'ignore-unmatched': ['ignore entry that matches nothing', 'ignore entries that match nothing'],
  'lock-disagrees': ['difference between lock and environment', 'differences between lock and environment'],
  'option-unsupported': ['option that is not understood', 'options that are not understood'],
  'source-malformed': ['malformed advisory source', 'malformed advisory sources'],
  'source-missing': ['source file that is missing', 'source files that are missing'],
  'source-unreachable': ['source that cannot be reached', 'sources that cannot be reached'],
};

const isFaultCode = (text: string): text is FaultCode => Object.hasOwn(FAULT_HEADINGS, text);

/** The fault in its public form. */
export function toPublicFault(fault: Fault): PublicFault {
  const { code, effect, file, line, message } = fault;
  return { code, effect, file, ...(line !== undefined && { line }), message };
}

/** The fault that public fields describe. A code that a later release added reads as `file-malformed`, never as none. */
export function fromPublicFault(fields: Fields): Fault {
  const code = fields.text('code');
  const line = fields.optionalNumber('line');
  return {
    code: isFaultCode(code) ? code : 'file-malformed',
    effect: fields.oneOf('effect', ['incomplete', 'note']),
    file: fields.text('file'),
    ...(line !== null && { line }),
    message: fields.text('message'),
  };
}
