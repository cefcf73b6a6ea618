// The columns of the page: the same for every finding of a run, so that the eye can go straight down.
import type { Finding } from '../../finding/finding.ts';
import { displayWidth } from '../display-width.ts';
import { oneLine } from '../escape.ts';
import { reachWord, severityWord } from './phrase.ts';

/** Identifiers longer than a GHSA one (19) push their own title aside, not everybody's. */
const ID_LIMIT = 20;
/** From so many columns on, the CVE identifier has a column of its own. */
const WIDE = 120;
/** With less room than this a title stands on the next line. */
const TITLE_ROOM = 20;

export interface Layout {
  readonly severity: number;
  readonly id: number;
  /** The columns of the CVE identifier, 0 where it is not shown. */
  readonly cve: number;
  readonly reach: number;
  /** Where identifiers begin, and all lines of detail. */
  readonly indent: number;
  readonly titleBelow: boolean;
}

/** The columns that these findings need on so wide a page. */
export function deriveLayout(findings: Iterable<Finding>, width: number): Layout {
  let severity = 0;
  let id = 0;
  let cve = 0;
  let reach = 0;
  for (const finding of findings) {
    severity = Math.max(severity, severityWord(finding).length);
    id = Math.max(id, Math.min(ID_LIMIT, displayWidth(shownId(finding))));
    if (width >= WIDE) cve = Math.max(cve, Math.min(ID_LIMIT, displayWidth(cveAlias(finding))));
    reach = Math.max(reach, reachWord(finding, width).length);
  }
  const indent = 2 + severity + 2;
  const room = width - indent - id - 2 - (cve > 0 ? cve + 2 : 0) - reach - 2;
  return { severity, id, cve, reach, indent, titleBelow: room < TITLE_ROOM };
}

/** The identifier as shown: never cut within reason, since people search for it. */
export function shownId({ id }: Finding): string {
  return oneLine(id, 100) || '(no id)';
}

/** The first CVE identifier among the aliases, empty where there is none or it leads the line already. */
export function cveAlias({ id, aliases }: Finding): string {
  if (id.startsWith('CVE-')) return '';
  const alias = aliases.find((candidate) => /^CVE-\d{4}-\d{4,12}$/.test(candidate));
  return alias ?? '';
}
