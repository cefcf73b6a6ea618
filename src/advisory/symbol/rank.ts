// Ranks the units that a fix changed: what the advisory names comes first, then what it is about, then how telling the change is.
import type { ChangedUnit, TreeChange } from './compare-trees.ts';
import { RAISE_MARK } from './shape.ts';
import { type AdvisoryWords, splitWords } from './words.ts';

/** A proposal: `attribute` null is the module's own code. */
export interface Proposal {
  readonly module: string;
  readonly attribute: string | null;
  readonly reason: string;
  readonly score: number;
}

/** A unit that the fix is about, directly or through what it uses. */
interface Candidate {
  readonly module: string;
  readonly attribute: string | null;
  readonly name: string;
  readonly parameters: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
  readonly lines: readonly string[];
  readonly how: string;
  /** What its part in the change is worth: 1 for a changed function. */
  readonly weight: number;
}

/** Ranks everything that changed, best first. */
export function rankChange(change: TreeChange, words: AdvisoryWords): readonly Proposal[] {
  const candidates = [
    ...change.units.map(candidateOf),
    ...usersOfBindings(change),
    ...change.modules.map(
      ({ module, removed, added }): Candidate => ({
        module,
        attribute: null,
        name: '',
        parameters: [],
        removed,
        added,
        lines: [],
        how: 'its own code changed',
        weight: 0.5,
      }),
    ),
  ];
  const frequency = documentFrequency(candidates);
  const scored = candidates.map((candidate) => scoreOne(candidate, words, frequency, candidates.length));
  const best = new Map<string, Proposal>();
  for (const proposal of [...scored, ...callers(change, scored)]) {
    const key = `${proposal.module}:${proposal.attribute ?? ''}`;
    const known = best.get(key);
    if (known === undefined || proposal.score > known.score) best.set(key, proposal);
  }
  return [...best.values()].sort(
    (left, right) =>
      right.score - left.score || (`${left.module}:${left.attribute}` < `${right.module}:${right.attribute}` ? -1 : 1),
  );
}

function candidateOf({ module, unit, how, removed, added }: ChangedUnit): Candidate {
  const isClass = unit.kind === 'class';
  return {
    module,
    attribute: unit.name,
    name: unit.name,
    parameters: unit.parameters,
    removed,
    added,
    lines: unit.lines,
    how: how === 'removed' ? 'the fix removed it' : 'the fix changed it',
    weight: (how === 'removed' ? 0.5 : 1) * (isClass ? 0.7 : 1),
  };
}

/** The functions that use a changed constant, table or expression. */
function usersOfBindings(change: TreeChange): readonly Candidate[] {
  const users: Candidate[] = [];
  for (const { module, name, removed, added } of change.bindings) {
    const [owner, own] = name.includes('.')
      ? [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)]
      : ['', name];
    const pattern = new RegExp(
      `(?<![\\w"])${owner === '' ? '' : '(?:self|cls|\\w+)\\.'}${own.replaceAll('$', '\\$')}(?!\\w)`,
    );
    for (const unit of change.affected.get(module)?.units.values() ?? []) {
      if (unit.kind !== 'function' || (owner !== '' && !unit.name.startsWith(`${owner}.`))) continue;
      if (!unit.lines.some((line) => pattern.test(line))) continue;
      users.push({
        module,
        attribute: unit.name,
        name: `${unit.name} ${own}`,
        parameters: unit.parameters,
        removed: [removed],
        added: [added],
        lines: unit.lines,
        how: `it uses ${own}, which the fix changed`,
        weight: 0.9,
      });
    }
  }
  return users;
}

/** In how many of the changes each word occurs: one that is everywhere tells nothing. */
function documentFrequency(candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { removed, added } of candidates) {
    for (const word of changedWords(removed, added).keys()) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** The words that a change takes away or brings, with how many times. */
function changedWords(removed: readonly string[], added: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (lines: readonly string[], by: number): void => {
    for (const line of lines) for (const word of splitWords(line)) counts.set(word, (counts.get(word) ?? 0) + by);
  };
  count(added, 1);
  count(removed, -1);
  for (const [word, value] of counts) if (value === 0) counts.delete(word);
  return counts;
}

const SAFEGUARD =
  /escap|quot|sanit|valid|check|safe|limit|max|allow|deni|deny|forbid|verif|digest|strip|trust|secur|realpath|abspath|common|startswith|hostname|httponly|samesite|restrict|refus|reject|insecur|expos|sensitiv|remov/;
const DANGER = /^(?:eval|exec|pickl|shell|marshal|popen|system|mktemp|format|unsaf)$/;

function scoreOne(
  candidate: Candidate,
  words: AdvisoryWords,
  frequency: ReadonlyMap<string, number>,
  total: number,
): Proposal {
  const { module, attribute, parameters, removed, added } = candidate;
  const reasons: string[] = [];
  const named = scoreNames(candidate, words, reasons);
  let score = named;

  const changed = changedWords(removed, added);
  const rarity = (word: string): number => Math.log(1 + total / (0.5 + (frequency.get(word) ?? 0)));
  let about = 0;
  let topic = 0;
  let novelty = 0;
  const shared: string[] = [];
  for (const word of changed.keys()) {
    const rare = rarity(word);
    novelty += rare;
    if (words.plain.has(word)) {
      about += rare;
      shared.push(word);
    }
    if (words.topic.has(word)) topic += rare * 0.5;
  }
  const size = Math.max(changed.size, 4);
  const aboutScore = (1.6 * about) / Math.sqrt(size);
  if (aboutScore > 1) reasons.push(`its change is about ${shared.slice(0, 4).join(', ')}`);
  score += aboutScore + (1.2 * topic) / Math.sqrt(size) + novelty / size;

  const body = new Set(splitWords(candidate.lines.join(' ')));
  let context = 0;
  for (const word of words.plain.keys()) if (body.has(word)) context += 1;
  score += Math.min(2, (2.5 * context) / Math.max(8, words.plain.size));

  const raises =
    added.filter((line) => line.includes(RAISE_MARK)).length -
    removed.filter((line) => line.includes(RAISE_MARK)).length;
  const guards = [...changed].filter(([word, count]) => count > 0 && SAFEGUARD.test(word)).length;
  const dangers = [...changed].filter(([word, count]) => count < 0 && DANGER.test(word)).length;
  if (raises > 0) reasons.push('it now refuses some input');
  score += Math.min(1.5, 0.8 * Math.max(raises, 0)) + Math.min(1.5, 0.5 * guards) + Math.min(2, 1 * dangers);
  if (changed.size === 0) score *= 0.6;

  score *= candidate.weight;
  if (/(?:^|\.)_vendor(?:ed)?\.|(?:^|\.)(?:vendor|extern|packages)\./.test(module)) score *= 0.4;
  if (/(?:^|\.)(?:__repr__|__str__|__hash__|__eq__|__len__|__dir__)$/.test(attribute ?? '')) score *= 0.6;
  void parameters;
  return { module, attribute, score: round(score), reason: [candidate.how, ...reasons].join('; ') };
}

/** What the advisory says outright: the function, its class, its module, its parameters. */
function scoreNames({ module, attribute, parameters }: Candidate, words: AdvisoryWords, reasons: string[]): number {
  let score = 0;
  const parts = (attribute ?? '').split('.').filter((part) => part !== '');
  const own = parts.at(-1) ?? '';
  const owner = parts.length > 1 ? (parts.at(-2) ?? '') : '';
  const dotted = [...words.code].some(
    (name) => parts.length > 1 && (name === attribute || name.endsWith(`.${attribute}`)),
  );
  if (dotted) {
    score += 12;
    reasons.push(`the advisory names ${attribute}`);
  } else if (own !== '' && words.codeParts.has(own) && own !== '__init__') {
    score += isWordy(own) ? 8 : 4;
    reasons.push(`the advisory names ${own}`);
  } else if (own.length > 2) {
    const pieces = splitWords(own);
    const hit = pieces.filter((piece) => words.plain.has(piece)).length;
    if (hit > 0) {
      score += (2.2 * hit * hit) / (pieces.length * Math.max(1, hit));
      if (hit === pieces.length) score += pieces.length > 1 ? 1.5 : 0.5;
      reasons.push(`the advisory speaks of ${pieces.filter((piece) => words.plain.has(piece)).join(', ')}`);
    }
  }
  const className = owner !== '' ? owner : /^[A-Z]/.test(own) ? own : '';
  if (owner !== '' && words.codeParts.has(owner)) {
    score += 3.5;
    reasons.push(`the advisory names ${owner}`);
  } else if (className !== '') {
    const pieces = splitWords(className);
    const hit = pieces.filter((piece) => words.plain.has(piece)).length;
    score += pieces.length === 0 ? 0 : (1.2 * hit) / pieces.length;
  }
  const segments = module.split('.');
  const path = `${segments.join('/')}.py`;
  if (
    words.files.some(
      (file) =>
        path === file ||
        path.endsWith(`/${file}`) ||
        file.endsWith(path) ||
        file.endsWith(`${segments.join('/')}/__init__.py`),
    )
  ) {
    score += 3;
    reasons.push(`the advisory names its file`);
  } else if (
    [...words.code].some((name) => name === module || module.endsWith(`.${name}`) || name.startsWith(`${module}.`))
  ) {
    score += 2.5;
    reasons.push(`the advisory names ${module}`);
  } else {
    const below = segments.slice(1).flatMap((segment) => splitWords(segment));
    const hit = below.filter((piece) => words.plain.has(piece)).length;
    score += Math.min(2, 0.9 * hit);
  }
  const namedParameters = parameters.filter((name) => words.codeParts.has(name) && isWordy(name));
  if (namedParameters.length > 0) {
    score += 1.5;
    reasons.push(`the advisory names its parameter ${namedParameters[0]}`);
  }
  return score;
}

/** Whether a name is surely no plain word of English. */
function isWordy(name: string): boolean {
  return /_|[a-z][A-Z]|\d/.test(name) || name.length > 7;
}

/** Callers in the module of what the fix changed: they lead to it, so they rank below it. */
function callers(change: TreeChange, scored: readonly Proposal[]): readonly Proposal[] {
  const found: Proposal[] = [];
  const strongest = [...scored].sort((left, right) => right.score - left.score).slice(0, 30);
  for (const { module, attribute, score } of strongest) {
    const own = attribute?.split('.').at(-1);
    if (own === undefined || own.startsWith('__') || own.length < 3) continue;
    const share = own.startsWith('_') ? 0.5 : 0.35;
    const owner = attribute?.includes('.') === true ? '\\.' : '(?<![\\w."])';
    const pattern = new RegExp(`${owner}${own}(?!\\w)`);
    for (const unit of change.affected.get(module)?.units.values() ?? []) {
      if (unit.kind !== 'function' || unit.name === attribute) continue;
      if (!unit.lines.slice(1).some((line) => pattern.test(line))) continue;
      found.push({
        module,
        attribute: unit.name,
        score: round(score * share),
        reason: `it calls ${attribute}, which the fix changed`,
      });
    }
  }
  return found;
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000;
}
