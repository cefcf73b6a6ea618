// The words that explanations use for verdicts and steps, the same in text and in pictures.
import type { StepKind } from '../../finding/finding.ts';
import type { Reach } from '../../finding/reach.ts';

/** What each reach means, as half a sentence. */
export const MEANINGS: Readonly<Record<Reach, string>> = {
  reached: 'the project’s code gets there',
  'possibly-reached': 'the project’s code may get there: some step is dynamic',
  unknown: 'it could not be decided',
  loaded: 'its module is loaded, it is never called',
  installed: 'its module is never loaded',
};

export const STEP_WORDS: Readonly<Record<StepKind, string>> = {
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
