// Single fields of a record as they are given on the command line.
import { scoreCvss } from '../../standard/cvss.ts';
import { OSV_CREDIT_TYPES, OSV_REFERENCE_TYPES } from '../../standard/osv-term.ts';
import { UsageError } from '../command.ts';

/** `FIX=https://…`, or an address alone: WEB. */
export function parseReference(text: string): { readonly type: string; readonly url: string } {
  const [, given, url = ''] = /^(?:([A-Za-z]+)=)?([A-Za-z][A-Za-z0-9+.-]*:\S+)$/.exec(text.trim()) ?? [];
  const type = (given ?? 'WEB').toUpperCase();
  if (url === '') throw new UsageError(`${text} is no reference such as FIX=https://…`);
  if (!OSV_REFERENCE_TYPES.includes(type))
    throw new UsageError(`${given} is none of ${OSV_REFERENCE_TYPES.join(', ')}`);
  return { type, url };
}

/** A CVSS vector with the type of its version. */
export function parseSeverity(vector: string): { readonly type: string; readonly score: string } {
  const scored = scoreCvss(vector);
  if (!scored.ok) throw new UsageError(`${vector} is no CVSS vector: ${scored.fault.message}`);
  return { type: `CVSS_V${scored.value.version.slice(0, 1)}`, score: vector.trim().replace(/^\((.*)\)$/, '$1') };
}

/** `FINDER=Name <contact>`; the type and the contact may be left out. */
export function parseCredit(text: string): { name: string; contact?: readonly string[]; type?: string } {
  const [, given, name = '', contact] = /^(?:([A-Za-z_]+)=)?([^<>]+?)\s*(?:<([^<>]+)>)?$/.exec(text.trim()) ?? [];
  if (name === '') throw new UsageError(`${text} is no credit such as FINDER=Name`);
  const type = given?.toUpperCase();
  if (type !== undefined && !OSV_CREDIT_TYPES.includes(type))
    throw new UsageError(`${given} is none of ${OSV_CREDIT_TYPES.join(', ')}`);
  const reached = contact?.includes('@') && !contact.includes(':') ? `mailto:${contact}` : contact;
  return { name, ...(reached !== undefined && { contact: [reached] }), ...(type !== undefined && { type }) };
}

/** `pkg.module:Class.method` or `pkg.module`: what may be vulnerable in an import. */
export function parseSymbol(text: string): { readonly attribute: string | null; readonly modules: readonly string[] } {
  const name = '[^\\W\\d]\\w*(?:\\.[^\\W\\d]\\w*)*';
  const [, module, attribute] = new RegExp(`^(${name})(?::(${name}))?$`, 'u').exec(text.trim()) ?? [];
  if (module === undefined) throw new UsageError(`${text} is no symbol such as package.module:Class.method`);
  return { attribute: attribute ?? null, modules: [module] };
}
