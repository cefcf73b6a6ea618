// The `# via …` comments that pip-compile and uv write: who asked for a locked requirement.
import { isValidDistributionName, normaliseDistributionName } from '../standard/distribution-name.ts';

/** Who asked for a requirement. */
export interface Via {
  /** Names of other requirements, or of the project. */
  readonly names: readonly string[];
  /** Whether a file asked for it, so that it is a root: `-r main.in`, `app (pyproject.toml)`. */
  readonly root: boolean;
}

/** Reads the comments behind and below a requirement, without their `#`; null where none says `via`. */
export function parseVia(comments: readonly string[]): Via | null {
  const names: string[] = [];
  let root = false;
  let inside = false;
  for (const comment of comments) {
    const [, first] = /^\s*via\b:?(.*)$/s.exec(comment) ?? [];
    // The items below `# via` are indented: `#   flask`. Any other comment ends the list.
    if (first !== undefined) inside = true;
    else if (inside && !/^\s{2,}\S/.test(comment)) inside = false;
    if (!inside) continue;
    for (const item of (first ?? comment).split(',')) {
      const text = item.trim();
      if (text === '' || text.startsWith('-c')) continue;
      if (text.startsWith('-') || text.endsWith(')')) {
        root = true;
        continue;
      }
      const name = text.replace(/\s*\[.*$/s, '');
      if (isValidDistributionName(name)) names.push(normaliseDistributionName(name));
      else root = true;
    }
  }
  return names.length > 0 || root ? { names, root } : null;
}
