// Reads direct_url.json: where a distribution was installed from, if not by name from an index (the "Recording the Direct URL Origin" specification).
import type { DistributionSource } from '../finding/inventory.ts';
import { normaliseHash } from './locked-entry.ts';
import { pathOfFileUrl } from './requirement-line.ts';
import { fileNameOf, withoutCredentials } from './safe-url.ts';
import { asTable, asText } from './toml-file.ts';

/** What the file says; `fileName` only where it was an archive. */
export interface DirectUrl {
  readonly source: DistributionSource;
  readonly fileName: string | null;
  readonly hashes: readonly string[];
}

/** Reads the text of the file; null where it is not as the specification says. */
export function parseDirectUrl(text: string): DirectUrl | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const table = asTable(value);
  const written = asText(table?.['url']);
  if (table === null || written === null) return null;
  const url = withoutCredentials(written);
  const vcs = asTable(table['vcs_info']);
  const none = { fileName: null, hashes: [] };
  if (vcs !== null) {
    return {
      ...none,
      source: { kind: 'vcs', system: asText(vcs['vcs']) ?? 'git', url, commit: asText(vcs['commit_id']) },
    };
  }
  const path = /^file:/i.test(written) ? pathOfFileUrl(written) : null;
  const folder = asTable(table['dir_info']);
  if (folder !== null)
    return { ...none, source: { kind: 'path', path: path ?? url, editable: folder['editable'] === true } };
  const archive = asTable(table['archive_info']);
  const hashes = Object.entries(asTable(archive?.['hashes']) ?? {}).flatMap(([algorithm, digest]) =>
    typeof digest === 'string' ? (normaliseHash(`${algorithm}:${digest}`) ?? []) : [],
  );
  const former = normaliseHash(asText(archive?.['hash']) ?? '');
  if (former !== null && !hashes.includes(former)) hashes.push(former);
  const source: DistributionSource = path === null ? { kind: 'url', url } : { kind: 'path', path, editable: false };
  return { source, fileName: fileNameOf(written) || null, hashes };
}
