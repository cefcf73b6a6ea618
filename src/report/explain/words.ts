// The words that explanations use for verdicts and steps, the same in text and in pictures.
import type { Step, StepKind } from '../../finding/finding.ts';
import type { Reach } from '../../finding/reach.ts';

/** What each reach means, as half a sentence. */
export const MEANINGS: Readonly<Record<Reach, string>> = {
  reached: 'the project’s code gets there',
  'possibly-reached': 'the project’s code may get there: some step is a guess',
  unknown: 'it could not be decided',
  loaded: 'its module is loaded, it is never called',
  installed: 'its module is never loaded',
};

/** What a step does, and what a guessed one may do. */
const STEP_WORDS: Readonly<Record<StepKind, readonly [certain: string, guessed: string]>> = {
  root: ['starts', 'may start'],
  load: ['loads', 'may load'],
  call: ['calls', 'may call'],
  callback: ['hands over', 'may hand over'],
  override: ['overridden by', 'may mean'],
  descriptor: ['reads', 'may read'],
  template: ['renders', 'may render'],
  'entry-point': ['plugs in', 'may plug in'],
  string: ['names', 'may use'],
  dynamic: ['reaches', 'may reach'],
};

/** The verb of a step. Code renders a template; what a template names is used in it. */
export function stepWord(step: Pick<Step, 'kind' | 'resolved' | 'function'>): string {
  const { kind, resolved } = step;
  if (kind === 'template' && step.function !== null) return resolved ? 'uses' : 'may use';
  return STEP_WORDS[kind][resolved ? 0 : 1];
}
