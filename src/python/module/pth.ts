// Path configuration files and editable finders, read as text and never run (library documentation of `site`).

export interface PathConfiguration {
  /** Folders that are added to the search path, as written. */
  readonly paths: readonly string[];
  /** Modules that `import` lines load at start-up; only those whose names can be read off the line. */
  readonly imports: readonly { readonly module: string; readonly line: number }[];
}

/** Parses a `.pth` file: a line is a comment, an `import` statement that would be executed, or a folder. */
export function parsePth(text: string): PathConfiguration {
  const paths: string[] = [];
  const imports: { module: string; line: number }[] = [];
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.trimEnd();
    if (line === '' || line.startsWith('#')) continue;
    if (/^import[ \t]/.test(line)) {
      for (const module of importedNames(line)) imports.push({ module, line: index + 1 });
    } else if (!line.includes('\0')) {
      paths.push(line);
    }
  }
  return { paths, imports };
}

function importedNames(line: string): readonly string[] {
  const names = new Set<string>();
  for (const match of line.matchAll(/(?:^|[;:]\s*)import\s+([\w., ]+)/g)) {
    for (const part of (match[1] ?? '').split(',')) names.add(part.trim().split(/\s/)[0] ?? '');
  }
  for (const match of line.matchAll(/__import__\(\s*['"]([\w.]+)['"]/g)) names.add(match[1] ?? '');
  names.delete('');
  return [...names];
}

/** The `MAPPING` of a setuptools editable finder: top-level name → absolute folder or file without its suffix. */
export function parseEditableFinder(text: string): ReadonlyMap<string, string> {
  const mapping = new Map<string, string>();
  const literal = /^MAPPING\b[^=]*=\s*(\{[^\n]*\})/m.exec(text)?.[1] ?? '';
  for (const match of literal.matchAll(/(['"])([\w.]+)\1\s*:\s*(['"])((?:(?!\3)[^\\]|\\.)*)\3/g)) {
    mapping.set(match[2] ?? '', (match[4] ?? '').replace(/\\(.)/g, '$1'));
  }
  return mapping;
}
