// The identifiers that a record's references are the pages of: not those they merely mention.
import type { OsvRecord } from '../../standard/osv.ts';

const PAGES: readonly RegExp[] = [
  /^https?:\/\/(?:web\.)?nvd\.nist\.gov\/(?:vuln\/detail\/|view\/vuln\/detail\?vulnId=)(CVE-\d{4}-\d{4,})/i,
  /^https?:\/\/(?:www\.)?cve\.org\/CVERecord\?id=(CVE-\d{4}-\d{4,})/i,
  /^https?:\/\/cve\.mitre\.org\/cgi-bin\/cvename\.cgi\?name=(CVE-\d{4}-\d{4,})/i,
  /^https?:\/\/github\.com\/advisories\/(GHSA(?:-[23456789cfghjmpqrvwx]{4}){3})/i,
  /^https?:\/\/github\.com\/[^/]+\/[^/]+\/security\/advisories\/(GHSA(?:-[23456789cfghjmpqrvwx]{4}){3})/i,
];

/** The identifiers, in capitals, that references are the pages of. */
export function namedIdentifiers(record: OsvRecord): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { url } of record.references) {
    for (const page of PAGES) {
      const id = page.exec(url)?.[1];
      if (id !== undefined) found.add(id.toUpperCase());
    }
  }
  return found;
}

/** The namespace of an identifier: `CVE`, `GHSA`, `PYSEC`. */
export function kindOf(id: string): string {
  return id.slice(0, Math.max(0, id.indexOf('-'))).toUpperCase();
}
