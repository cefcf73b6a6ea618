// `theriac advisory symbols`: proposes the vulnerable functions of an advisory, best first, for a person to confirm.
import { resolve } from 'node:path';
import type { ExposedName } from '../../advisory/symbol/exposure.ts';
import { namedCommits } from '../../advisory/symbol/fix-commits.ts';
import { proposeSymbols, type ReleaseFile, type SymbolAnswer } from '../../advisory/symbol/propose-symbols.ts';
import { findReleasePairs } from '../../advisory/version/release-pair.ts';
import { escapeControls, formatJson } from '../../report/escape.ts';
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import type { OsvRecord } from '../../standard/osv.ts';
import { type Command, type Invocation, UsageError } from '../command.ts';
import { choose } from '../policy-flags.ts';
import { findRelease, openReleaseStore, RELEASE_FLAGS, type ReleaseStore } from './find-release.ts';
import { DIRECTORY_FLAG, findRecord } from './paths.ts';

type Pair = { readonly before: ReleaseFile; readonly after: ReleaseFile };

const SHOWN = 10;
const SHOWN_NAMES = 4;

export const symbolsCommand: Command = {
  name: 'advisory symbols',
  operands: 'ID|FILE',
  summary: 'propose the vulnerable functions, from the fix',
  flags: [
    { name: 'repository', value: 'DIR', help: 'a local clone of the product, for the commits that fixed it' },
    { name: 'from', value: 'FILE|NAME==VERSION', help: 'the last affected release' },
    { name: 'to', value: 'FILE|NAME==VERSION', help: 'the first fixed release' },
    ...RELEASE_FLAGS,
    { name: 'format', value: 'FORMAT', help: 'text (default) or json' },
    DIRECTORY_FLAG,
  ],
  examples: [
    { command: 'theriac advisory symbols PSF-2026-1 --repository ../pip', meaning: 'from the fix commits' },
    {
      command: 'theriac advisory symbols record.yaml --from pillow==9.5.0 --to pillow==10.0.1 --wheels wheels',
      meaning: 'from two releases',
    },
  ],
  async run(invocation) {
    const { host, operands } = invocation;
    const [operand, ...more] = operands;
    if (operand === undefined || more.length > 0)
      throw new UsageError('name one record, by its identifier or its file');
    const format = choose(invocation, 'format', ['text', 'json'] as const) ?? 'text';
    const { record } = await findRecord(invocation, operand);
    const repository = invocation.value('repository');
    const clone = repository === null ? null : resolve(host.environment.directory, repository);
    if (clone !== null && host.files.status(clone)?.kind !== 'directory') {
      throw new UsageError(`${clone}: there is no such folder`);
    }
    const faults: string[] = [];
    const store = openReleaseStore(invocation);
    const releases = await chooseReleases(invocation, store, record, clone !== null, faults);
    if (clone === null && releases.length === 0 && faults.length === 0) faults.push(whatToName(record, store));
    const answer = await proposeSymbols(host, record, { repository: clone, releases });
    for (const fault of [...faults, ...answer.faults]) host.terminal.notes.write(`theriac: ${escapeControls(fault)}\n`);
    host.terminal.output.write(format === 'json' ? formatAnswer(answer) : formatText(answer));
    return answer.derivedFrom.length === 0 ? 3 : 0;
  },
};

/** The releases that the flags name, else those around the fix that are at hand. */
async function chooseReleases(
  invocation: Invocation,
  store: ReleaseStore,
  record: OsvRecord,
  hasClone: boolean,
  faults: string[],
): Promise<readonly Pair[]> {
  const { host } = invocation;
  const [from, to] = [invocation.value('from'), invocation.value('to')];
  if ((from === null) !== (to === null)) throw new UsageError('--from and --to belong together');
  if (from !== null && to !== null) {
    const [before, after] = [await findRelease(host, store, from), await findRelease(host, store, to)];
    for (const found of [before, after]) if (!found.ok) faults.push(found.fault.message);
    return before.ok && after.ok ? [{ before: before.value, after: after.value }] : [];
  }
  // A clone is enough, and is asked for nothing else.
  if (hasClone && invocation.values('wheels').length === 0 && invocation.value('index-url') === null) return [];
  const pairs: Pair[] = [];
  for (const affected of record.affected) {
    if (affected.package?.ecosystem !== 'PyPI') continue;
    const name = normaliseDistributionName(affected.package.name);
    for (const { before, after } of findReleasePairs(affected.ranges, await store.versions(name))) {
      const [old, now] = [await store.find(name, before), await store.find(name, after)];
      if (!old.ok) faults.push(old.fault.message);
      if (!now.ok) faults.push(now.fault.message);
      if (old.ok && now.ok) pairs.push({ before: old.value, after: now.value });
    }
  }
  return pairs;
}

function whatToName(record: OsvRecord, store: ReleaseStore): string {
  const commits = namedCommits(record).length > 0 ? 'a clone of the product with --repository, ' : '';
  const index = store.indexUrl === null ? ', or an index with --index-url' : '';
  return `no fix is at hand: name ${commits}the releases around the fix with --from and --to, a folder of wheels with --wheels${index}`;
}

function formatAnswer({ proposals, derivedFrom }: SymbolAnswer): string {
  return `${formatJson({
    schema: 'theriac.symbols/1',
    derived_from: derivedFrom,
    proposals: proposals.map(({ module, attribute, reason, score, exposed }) => {
      const [same, other] = splitExposed(attribute, exposed);
      return {
        ...{ module, attribute, reason, score },
        ...(same.length === 0 ? {} : { exposed_in: same }),
        ...(other.length === 0 ? {} : { exposed_as: other }),
      };
    }),
  })}\n`;
}

/** The other modules that offer it under its own name, and the other names. */
function splitExposed(
  attribute: string | null,
  exposed: readonly ExposedName[],
): readonly [same: readonly string[], other: readonly string[]] {
  const isSame = (name: ExposedName): boolean => name.attribute === attribute;
  return [
    exposed.filter(isSame).map(({ module }) => module),
    exposed.filter((name) => !isSame(name)).map(({ module, attribute: other }) => `${module}:${other}`),
  ];
}

function formatText({ proposals, derivedFrom }: SymbolAnswer): string {
  if (derivedFrom.length === 0) return '';
  const lines = [`derived from ${derivedFrom.join(', ')}`];
  for (const { module, attribute, reason, score, exposed } of proposals.slice(0, SHOWN)) {
    const [same, other] = splitExposed(attribute, exposed);
    const names = [...same, ...other];
    const rest = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
    const also = names.length === 0 ? '' : ` (also in ${names.slice(0, SHOWN_NAMES).join(', ')}${rest})`;
    lines.push(
      `${score.toFixed(1).padStart(6)}  ${module}${attribute === null ? '' : `:${attribute}`}${also}`,
      `        ${reason}`,
    );
  }
  if (proposals.length === 0) lines.push('no function of the product changed in Python');
  if (proposals.length > SHOWN) lines.push(`and ${proposals.length - SHOWN} more (--format json)`);
  lines.push('read the sources before you accept one: theriac advisory edit ID --help');
  return `${lines.map(escapeControls).join('\n')}\n`;
}
