// Ranks the units that a fix changed: what the advisory names comes first, then what it is about, then how telling the change is.
import { type Candidate, candidateOf, classesWithMore, lastPart, MOST_CALLERS, usersOfBindings } from './candidate.ts';
import type { TreeChange } from './compare-trees.ts';
import { findUsers } from './find-users.ts';
import { RAISE_MARK } from './shape.ts';
import type { SourceTree } from './source-tree.ts';
import { type AdvisoryWords, splitWords } from './words.ts';

/** A proposal: `attribute` null is the module's own code. */
export interface Proposal {
  readonly module: string;
  readonly attribute: string | null;
  readonly reason: string;
  readonly score: number;
}

/** Ranks everything that changed, best first. */
export function rankChange(change: TreeChange, words: AdvisoryWords, before: SourceTree): readonly Proposal[] {
  const candidates = [
    ...change.units.map(candidateOf),
    ...usersOfBindings(change, before),
    ...classesWithMore(change),
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
  const names = nameFrequency(change);
  const scored = candidates.map((candidate) => scoreOne(candidate, words, frequency, candidates.length, names));
  const best = new Map<string, Proposal>();
  const direct = raiseCompanions(joinReasons(scored), change);
  const near = callersOf(before, direct, words, 'which the fix changed');
  for (const proposal of [
    ...direct,
    ...near,
    ...callersOf(before, near, words, 'which leads to what the fix changed'),
  ]) {
    const key = `${proposal.module}:${proposal.attribute ?? ''}`;
    const known = best.get(key);
    if (known === undefined || proposal.score > known.score) best.set(key, proposal);
  }
  return [...best.values()].sort(
    (left, right) =>
      right.score - left.score || (`${left.module}:${left.attribute}` < `${right.module}:${right.attribute}` ? -1 : 1),
  );
}

/** In how many modules' and units' names each word occurs. */
function nameFrequency(change: TreeChange): (word: string) => number {
  const counts = new Map<string, number>();
  let total = 0;
  for (const [module, { units }] of change.affected) {
    const inModule = splitWords(module);
    for (const name of units.keys()) {
      total += 1;
      for (const word of new Set([...inModule, ...splitWords(name)])) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const most = Math.log(1 + Math.max(total, 50) / 0.5);
  return (word) => Math.log(1 + Math.max(total, 50) / (0.5 + (counts.get(word) ?? 0))) / most;
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
/** A literal with the marks of a regular expression in it. */
const PATTERN_TEXT = /"(?:[^"\\\\]|\\\\.)*(?:\\\\\\\\[wsdSWDb]|\[\^|\(\?|[\])][*+]|\.\*|\.\+)(?:[^"\\\\]|\\\\.)*"/;
const DANGER = /^(?:eval|exec|pickl|shell|marshal|popen|system|mktemp|format|unsaf)$/;

function scoreOne(
  candidate: Candidate,
  words: AdvisoryWords,
  frequency: ReadonlyMap<string, number>,
  total: number,
  rarityOfName: (word: string) => number,
): Proposal {
  const { module, attribute, removed, added } = candidate;
  const reasons: string[] = [];
  const named = scoreNames(candidate, words, reasons, rarityOfName);
  let score = named;

  const changed = changedWords(removed, added);
  // From 3 for a word of this change alone down to nothing for one of all changes, however many there are.
  const rarest = Math.log(1 + Math.max(total, 8) / 1.5);
  const rarity = (word: string): number =>
    (3 * Math.log(1 + Math.max(total, 8) / (0.5 + (frequency.get(word) ?? 0)))) / rarest;
  let about = 0;
  let topic = 0;
  let novelty = 0;
  const shared: string[] = [];
  for (const word of changed.keys()) {
    const rare = rarity(word);
    novelty += rare;
    if (words.plain.has(word)) {
      about += rare * Math.min(1.6, emphasis(words, word)) * (COMMON.has(word) ? 0.5 : 1);
      shared.push(word);
    }
    if (words.topic.has(word)) topic += rare * 0.5;
  }
  const size = Math.max(changed.size, 4);
  const aboutScore = Math.min(6, (1.6 * about) / Math.sqrt(size));
  if (aboutScore > 1) reasons.push(`its change is about ${shared.slice(0, 4).map(speak(words)).join(', ')}`);
  score += aboutScore + (1.2 * topic) / Math.sqrt(size) + (0.6 * novelty) / size;

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
  if (words.isAboutPatterns && [...removed, ...added].some((line) => PATTERN_TEXT.test(line))) {
    score += 3;
    reasons.push('it changes a regular expression');
  }
  if (changed.size === 0 && removed.length + added.length === 0) score *= 0.6;

  // Among many changes, one in a place that the advisory does not speak of at all is rarely the fix.
  if (named === 0 && total > 8) score *= 0.65;
  score *= candidate.weight;
  if (/(?:^|\.)_vendor(?:ed)?\.|(?:^|\.)(?:vendor|extern|packages)\./.test(module)) score *= 0.4;
  if (/(?:^|\.)(?:__repr__|__str__|__hash__|__eq__|__len__|__dir__)$/.test(attribute ?? '')) score *= 0.6;
  return { module, attribute, score: round(score), reason: [candidate.how, ...reasons].join('; ') };
}

/** What the advisory says outright: the function, its class, its module, its parameters. */
function scoreNames(
  { module, attribute, parameters }: Candidate,
  words: AdvisoryWords,
  reasons: string[],
  rarity: (word: string) => number,
): number {
  const weigh = (pieces: readonly string[]): number =>
    pieces.reduce((sum, piece) => sum + rarity(piece) * emphasis(words, piece) * (COMMON.has(piece) ? 0.35 : 1), 0);
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
      score += (2.2 * weigh(pieces)) / Math.sqrt(pieces.length);
      if (hit === pieces.length && pieces.length > 1) score += 1.5;
      reasons.push(
        `the advisory speaks of ${pieces
          .filter((piece) => words.plain.has(piece))
          .map(speak(words))
          .join(', ')}`,
      );
    }
  }
  const className = owner !== '' ? owner : /^[A-Z]/.test(own) ? own : '';
  if (owner !== '' && words.codeParts.has(owner)) {
    score += 3.5;
    reasons.push(`the advisory names ${owner}`);
  } else if (className !== '') {
    const pieces = splitWords(className);
    score += pieces.length === 0 ? 0 : (2.2 * weigh(pieces)) / Math.sqrt(pieces.length);
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
    score += Math.min(3.5, 1.5 * weigh(below));
  }
  const namedParameters = parameters.filter((name) => words.codeParts.has(name) && isWordy(name));
  if (namedParameters.length > 0) {
    score += 1.5;
    reasons.push(`the advisory names its parameter ${namedParameters[0]}`);
  }
  return score;
}

/** Words as the advisory writes them. */
function speak(words: AdvisoryWords): (word: string) => string {
  return (word) => words.spoken.get(word) ?? word;
}

/** How much an advisory dwells on a word: nothing where it does not say it, more the more often. */
function emphasis(words: AdvisoryWords, word: string): number {
  const count = words.plain.get(word) ?? 0;
  return count === 0 ? 0 : 1 + 0.5 * Math.log2(count);
}

/** Words of so many functions and sentences that sharing one tells little. */
const COMMON = new Set(
  'open read writ clos run call nam main init send load pars mak creat build process handl path fil data typ key item list option install lin part text string str byt input output object like start stop add updat check chang default'.split(
    ' ',
  ),
);

/** Whether a name is surely no plain word of English. */
function isWordy(name: string): boolean {
  return /_|[a-z][A-Z]|\d/.test(name) || name.length > 7;
}

/** A function that changed and also uses what changed is one proposal, for both reasons. */
function joinReasons(scored: readonly Proposal[]): readonly Proposal[] {
  const found = new Map<string, Proposal>();
  for (const proposal of scored) {
    const key = `${proposal.module}:${proposal.attribute ?? ''}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, proposal);
    else {
      const [best, other] = known.score >= proposal.score ? [known, proposal] : [proposal, known];
      found.set(key, {
        ...best,
        score: round(best.score + 0.25 * other.score),
        reason: `${best.reason}; ${other.reason}`,
      });
    }
  }
  return [...found.values()];
}

/** How many functions may call one that came with the fix: more, and it is part of another change. */
const MOST_COMPANIONS = 12;
/** What of the strongest one's score each of them has at least. */
const COMPANION_SHARE = 0.7;

/** A fix that brings a function to check with puts it wherever it is needed: those places stand and fall together. */
function raiseCompanions(proposals: readonly Proposal[], { units, fresh }: TreeChange): readonly Proposal[] {
  const names = new Set(fresh.map(({ unit }) => lastPart(unit.name)).filter((name) => name.length > 4));
  const groups = new Map<string, Set<string>>();
  for (const { module, unit, added } of units) {
    for (const line of added) {
      for (const [word] of line.matchAll(/[A-Za-z_]\w{4,}/g)) {
        if (names.has(word)) groups.set(word, (groups.get(word) ?? new Set()).add(`${module}:${unit.name}`));
      }
    }
  }
  const scores = new Map(
    proposals.map((proposal) => [`${proposal.module}:${proposal.attribute ?? ''}`, proposal.score]),
  );
  const raised = new Map<string, readonly [score: number, name: string]>();
  for (const [name, members] of groups) {
    if (members.size < 2 || members.size > MOST_COMPANIONS) continue;
    const score = COMPANION_SHARE * Math.max(...[...members].map((member) => scores.get(member) ?? 0));
    for (const member of members) {
      if (score > (scores.get(member) ?? 0) && score > (raised.get(member)?.[0] ?? 0))
        raised.set(member, [score, name]);
    }
  }
  return proposals.map((proposal) => {
    const [score, name] = raised.get(`${proposal.module}:${proposal.attribute ?? ''}`) ?? [];
    if (score === undefined) return proposal;
    return {
      ...proposal,
      score: round(score),
      reason: `${proposal.reason}; it calls ${name}, which came with the fix`,
    };
  });
}

/** How many proposals are followed to their callers. */
const FOLLOWED = 12;

/** The functions that call what the fix changed: they lead to it, so they rank below it. */
function callersOf(
  before: SourceTree,
  proposals: readonly Proposal[],
  words: AdvisoryWords,
  why: string,
): readonly Proposal[] {
  const found: Proposal[] = [];
  const strongest = [...proposals].sort((left, right) => right.score - left.score).slice(0, FOLLOWED);
  for (const { module, attribute, score } of strongest) {
    const parts = attribute?.split('.') ?? [];
    const last = parts.at(-1) ?? '';
    // A class's constructor is called by the class's name.
    const own = last === '__init__' || last === '__new__' ? (parts.at(-2) ?? '') : last;
    if (own.startsWith('__') || own.length < 3) continue;
    const isMethod = parts.length > 1 && own === last;
    const pattern = new RegExp(`${isMethod ? '\\.' : '(?<![\\w"])'}${own}(?!\\w)`);
    // A method with the name of many is that of its class only where the class is spoken of.
    const also = isMethod && !/[_A-Z]/.test(own) ? (parts.at(-2) ?? null) : null;
    const users = findUsers(before, own, pattern, also).filter(
      (user) => !(user.module === module && user.unit.name === attribute) && !user.unit.name.endsWith(`.${own}`),
    );
    if (users.length > MOST_CALLERS) continue;
    for (const { module: where, unit } of users) {
      const share = where === module ? (own.startsWith('_') ? 0.5 : 0.4) : 0.32;
      const called = unit.name.split('.').at(-1) ?? '';
      const told = words.codeParts.has(called) && called.length > 3 ? 3 : 0;
      found.push({
        module: where,
        attribute: unit.name,
        score: round(score * share + told),
        reason: `it calls ${attribute}, ${why}`,
      });
    }
  }
  return joinCallers(found);
}

/** A function that calls several changed ones leads to the fix more surely than one that calls one of them. */
function joinCallers(callers: readonly Proposal[]): readonly Proposal[] {
  const groups = Map.groupBy(callers, ({ module, attribute }) => `${module}:${attribute ?? ''}`);
  return [...groups.values()].flatMap((group) => {
    const [best, ...others] = [...group].sort((left, right) => right.score - left.score);
    if (best === undefined) return [];
    const more = others.reduce((sum, { score }) => sum + score, 0);
    return { ...best, score: round(Math.min(best.score + 0.5 * more, 2 * best.score)) };
  });
}

function round(score: number): number {
  return Math.round(score * 1000) / 1000;
}
