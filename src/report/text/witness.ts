// A witness as a person reads it: `shop/thumbs.py:18 thumbnail → PIL.Image.open → …`, dynamic steps with `⇢`.
import type { Finding, Step } from '../../finding/finding.ts';
import { oneLine } from '../escape.ts';
import { flow, type Part } from './flow.ts';

const LINES = 3;
const CERTAIN = ' → ';
const GUESS = ' ⇢ ';
/** More parts than fit on three lines need not be tried one by one. */
const PARTS = 24;

/** The lines of a witness, without indentation, at most three: a longer chain is shortened in its middle. */
export function formatWitness(
  witness: Finding['witness'],
  note: string | null,
  width: number,
  indent: number,
): string[] {
  const chain = toChain(witness);
  const tail: Part[] = note === null ? [] : [{ text: `(${note})`, glue: '  ' }];
  for (let kept = Math.min(chain.length, PARTS); kept > 2; kept -= 1) {
    const lines = flow([...shorten(chain, kept), ...tail], { width, indent });
    // Leaving out a single step saves nothing that a fourth line would not give.
    if (lines.length <= LINES || (kept === chain.length && chain.length <= 4 && lines.length <= LINES + 1))
      return lines;
  }
  return flow([...shorten(chain, Math.min(chain.length, 2)), ...tail], { width, indent }).slice(0, LINES + 1);
}

/** The first and the last of so many parts, and between them how many are left out. */
function shorten(chain: readonly Part[], kept: number): readonly Part[] {
  if (chain.length <= kept) return chain;
  const first = Math.ceil(kept / 2);
  const last = chain.length - (kept - first);
  const left = chain.slice(first, last);
  // A guess among what is left out shows all the same.
  const glue = left.some((part) => part.glue === GUESS) ? GUESS : CERTAIN;
  return [...chain.slice(0, first), { text: `… ${left.length} more …`, glue }, ...chain.slice(last)];
}

/**
 * Each part says who takes the next step: by place and name in the project's own code, by name elsewhere. The last
 * part is where the chain arrives.
 */
function toChain(witness: Finding['witness']): Part[] {
  const [first] = witness;
  if (first === undefined) return [];
  const rooted = first.kind === 'root';
  if (rooted && witness.length === 1) return [{ text: `${place(first)} ${localName(first)}`.trimEnd(), glue: '' }];
  let actor = rooted ? first : null;
  let glue = '';
  const parts: Part[] = [];
  for (const step of rooted ? witness.slice(1) : witness) {
    parts.push({ text: actorText(actor, step), glue });
    glue = step.resolved ? CERTAIN : GUESS;
    actor = step;
  }
  if (actor !== null) parts.push({ text: fullName(actor), glue });
  return parts;
}

function actorText(actor: Step | null, step: Step): string {
  if (actor === null) return place(step);
  return step.firstParty ? `${place(step)} ${localName(actor)}`.trimEnd() : fullName(actor);
}

const place = ({ file, line }: Step) => `${oneLine(file, 300)}:${line}`;
const localName = (step: Step) => oneLine(step.function ?? '', 200);
const fullName = ({ module, function: name }: Step) => oneLine(name === null ? module : `${module}.${name}`, 300);
