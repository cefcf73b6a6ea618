// A symbol as a person or an advisory spells it, split into module and attribute by what exists.
import { type ModuleName, parseModuleName } from '../../python/module/module-name.ts';
import type { DistributionName } from '../../standard/distribution-name.ts';
import type { ReachAnalysis } from './reach-analysis.ts';

export interface Symbol {
  readonly module: string;
  readonly attribute: string | null;
  /** The distribution that the module belongs to; null where no list of files says so. */
  readonly owner: DistributionName | null;
}

/**
 * `PIL.ImageFont:FreeTypeFont.getmask2` as written; `PIL.ImageFont.FreeTypeFont.getmask2` at the longest module that
 * exists. Null where not even its first part is a module.
 */
export function splitSymbol(analysis: Pick<ReachAnalysis, 'program'>, text: string): Symbol | null {
  const { finder } = analysis.program;
  const [written = '', attribute] = text.split(':');
  const parts = written.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    if (attribute !== undefined && length < parts.length) return null;
    const name = parseModuleName(parts.slice(0, length).join('.'));
    const found = name === null ? null : finder.find(name as ModuleName);
    if (found === null || found.kind === 'standard') continue;
    const rest = attribute ?? parts.slice(length).join('.');
    return { module: found.name, attribute: rest === '' ? null : rest, owner: analysis.program.ownerOf(found) };
  }
  return null;
}
