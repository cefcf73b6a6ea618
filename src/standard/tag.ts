// Compatibility tags of wheels, single and in compressed sets (PEP 425, "Platform compatibility tags").
import { type Parsed, parsed, unparsable } from './parsed.ts';

/** A tag triple, in lower case: `cp312`, `abi3`, `manylinux_2_17_x86_64`. */
export interface Tag {
  readonly interpreter: string;
  readonly abi: string;
  readonly platform: string;
}

/** A compressed set may stand for at most this many tags. */
const MOST_TAGS = 4096;
const LONGEST = 4096;
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/**
 * Parses a tag or a compressed set such as `py2.py3-none-any` into its tags, each once, in the order in which its
 * parts are written (PEP 425, "Compressed Tag Sets").
 */
export function parseTags(text: string): Parsed<readonly Tag[]> {
  if (text.length > LONGEST) return unparsable(`a tag has at most ${LONGEST} characters`);
  const parts = text.split('-').map((part) => part.split('.'));
  if (parts.some((part) => part.includes(''))) return unparsable(`the tag ${JSON.stringify(text)} has an empty part`);
  const [interpreters, abis, platforms, more] = parts;
  if (interpreters === undefined || abis === undefined || platforms === undefined || more !== undefined) {
    return unparsable(`the tag ${JSON.stringify(text)} has not exactly three parts`);
  }
  const wrong = interpreters.find((interpreter) => !IDENTIFIER.test(interpreter.normalize('NFKC')));
  if (wrong !== undefined) return unparsable(`${JSON.stringify(wrong)} is no interpreter`);
  if (interpreters.length * abis.length * platforms.length > MOST_TAGS) {
    return unparsable(`the tag set stands for more than ${MOST_TAGS} tags`);
  }
  const tags = new Map<string, Tag>();
  for (const interpreter of interpreters) {
    for (const abi of abis) {
      for (const platform of platforms) {
        const tag = {
          interpreter: interpreter.toLowerCase(),
          abi: abi.toLowerCase(),
          platform: platform.toLowerCase(),
        };
        tags.set(formatTag(tag), tag);
      }
    }
  }
  return parsed([...tags.values()]);
}

/** A tag as text, `cp312-abi3-win_amd64`. */
export function formatTag(tag: Tag): string {
  return `${tag.interpreter}-${tag.abi}-${tag.platform}`;
}

/**
 * Tags as one compressed set, each part sorted. The tags must be every combination of their parts, as parseTags gives
 * them; null where they are not, since no one set stands for them.
 */
export function formatTags(tags: readonly Tag[]): string | null {
  const parts = (['interpreter', 'abi', 'platform'] as const).map((key) => [...new Set(tags.map((tag) => tag[key]))]);
  const distinct = new Set(tags.map(formatTag)).size;
  if (distinct === 0 || parts.reduce((product, part) => product * part.length, 1) !== distinct) return null;
  return parts.map((part) => part.sort().join('.')).join('-');
}
