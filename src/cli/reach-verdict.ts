// A verdict of reachability and its way, as text for a person and as a value for JSON.
import type { ReachVerdict } from '../audit/reach/decide.ts';
import type { Step } from '../finding/finding.ts';
import { escapeControls } from '../report/escape.ts';

/** What each reach means, as half a sentence. */
export const MEANINGS: Readonly<Record<ReachVerdict['reach'], string>> = {
  reached: 'the project’s code gets there',
  'possibly-reached': 'the project’s code may get there: some step is dynamic',
  unknown: 'it could not be decided',
  loaded: 'its module is loaded, it is never called',
  installed: 'its module is never loaded',
};

/** The verdict, its reason and every step of the way, a line each. */
export function formatVerdict(symbol: string, verdict: ReachVerdict): string {
  const lines = [`${symbol}: ${verdict.reach.replace('-', ' ')}, ${MEANINGS[verdict.reach]}`];
  if (verdict.reason !== null) lines.push(`  ${verdict.reason}`);
  return [...lines, ...formatSteps(verdict.witness)].map((line) => `${escapeControls(line)}\n`).join('');
}

/** Every step on a line of its own: place, kind, where it leads. */
export function formatSteps(steps: readonly Step[]): readonly string[] {
  const places = steps.map((step) => `${step.file}:${step.line}`);
  const width = Math.min(60, Math.max(0, ...places.map((place) => place.length)));
  return steps.map((step, index) => {
    const target = step.function === null ? step.module : `${step.module}.${step.function}`;
    return `  ${(places[index] ?? '').padEnd(width)}  ${STEP_WORDS[step.kind].padEnd(12)} ${target}`;
  });
}

const STEP_WORDS: Readonly<Record<Step['kind'], string>> = {
  root: 'starts',
  load: 'loads',
  call: 'calls',
  callback: 'hands over',
  override: 'overridden by',
  descriptor: 'reads',
  template: 'renders',
  'entry-point': 'plugs in',
  string: 'names',
  dynamic: 'may reach',
};

/** The verdict with the field names of the public JSON. */
export function publicVerdict(verdict: ReachVerdict): object {
  return {
    reach: verdict.reach,
    precision: verdict.precision,
    ...(verdict.reason !== null && { reason: verdict.reason }),
    witness: verdict.witness.map(({ kind, module, function: name, file, line, firstParty }) => ({
      kind,
      module,
      function: name,
      file,
      line,
      first_party: firstParty,
    })),
  };
}
