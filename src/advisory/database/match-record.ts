// One record against one version: which of its blocks match, and what is then shown.
import type { Severity, Unit } from '../../finding/finding.ts';
import { type Block, type Candidate, evaluateBlock, laterFixes, type Verdict } from './evaluate.ts';
import type { Shown } from './index-record.ts';
import type { KnownArtifact, Match } from './match.ts';

/**
 * Evaluates all blocks of a record about one distribution; null where none matches, else what makes the match out of
 * the record's shown part, which is only unpacked when it is needed. A certain block speaks before a doubtful one.
 */
export function matchRecord(
  rule: readonly Block[],
  candidate: Candidate,
  artifacts: readonly KnownArtifact[],
): ((id: string, group: number, shown: Shown) => Match) | null {
  const verdicts: { readonly index: number; readonly verdict: Verdict }[] = [];
  for (let index = 0; index < rule.length; index++) {
    const block = rule[index];
    const verdict = block === undefined ? null : evaluateBlock(block, candidate, artifacts);
    if (verdict !== null) verdicts.push({ index, verdict });
  }
  const best = verdicts.find(({ verdict }) => verdict.doubt === null) ?? verdicts[0];
  if (best === undefined) return null;
  const { by, detail, doubt } = best.verdict;
  return (id, group, shown) => {
    const blocks = verdicts.flatMap(({ index }) => shown.blocks[index] ?? []);
    const units = joinUnits(blocks);
    return {
      id,
      aliases: shown.aliases,
      group,
      title: shown.title,
      link: shown.link,
      severity: highest(blocks),
      weaknesses: shown.weaknesses,
      published: shown.published,
      modified: shown.modified,
      matched: { by, detail },
      doubt,
      precision: by === 'wheel' ? 'build' : precisionOf(units),
      units,
      fixed: laterFixes(rule, candidate),
    };
  };
}

type ShownBlock = Shown['blocks'][number];

/** The units of all blocks that match; none where one of them means the whole distribution. */
function joinUnits(blocks: readonly ShownBlock[]): readonly Unit[] {
  const [first] = blocks;
  if (first !== undefined && blocks.length === 1) return first.units;
  if (blocks.some((block) => block.units.length === 0)) return [];
  const units = new Map<string, Unit>();
  for (const unit of blocks.flatMap((block) => block.units)) units.set(`${unit.module}:${unit.attribute ?? ''}`, unit);
  return [...units.values()];
}

/** The narrowest unit is as wide as the widest that is named. */
function precisionOf(units: readonly Unit[]): Match['precision'] {
  if (units.length === 0) return 'package';
  return units.some((unit) => unit.attribute === null) ? 'module' : 'function';
}

function highest(blocks: readonly ShownBlock[]): Severity | null {
  let best: Severity | null = null;
  for (const { severity } of blocks) {
    if (severity !== null && (best === null || severity.score > best.score)) best = severity;
  }
  return best;
}
