// The entry points that a pyproject.toml declares, as the `entry_points.txt` that a build would write.

/**
 * Reads `[project.scripts]`, `[project.gui-scripts]` and `[project.entry-points]` (the pyproject.toml specification),
 * and Poetry's and Flit's own tables from before it. Null where there are none or the text is no TOML.
 */
export async function formatDeclaredEntryPoints(pyproject: string): Promise<string | null> {
  if (!/scripts|entry-?points|entrypoints|plugins/.test(pyproject)) return null;
  const { parse } = await import('smol-toml');
  let value: unknown;
  try {
    value = parse(pyproject);
  } catch {
    return null;
  }
  const project = member(value, 'project');
  const tool = member(value, 'tool');
  const poetry = member(tool, 'poetry');
  const flit = member(tool, 'flit');
  const groups: (readonly [group: string, table: unknown])[] = [
    ['console_scripts', member(project, 'scripts')],
    ['gui_scripts', member(project, 'gui-scripts')],
    ['console_scripts', member(poetry, 'scripts')],
    ['console_scripts', member(flit, 'scripts')],
    ...tablesOf(member(project, 'entry-points')),
    ...tablesOf(member(poetry, 'plugins')),
    ...tablesOf(member(flit, 'entrypoints')),
  ];
  const sections = groups.flatMap(([group, table]) => {
    const lines = tablesOf(table).flatMap(([name, target]) => {
      // Poetry allows a table with the target in it.
      const text = typeof target === 'string' ? target : (member(target, 'callable') ?? member(target, 'reference'));
      return typeof text === 'string' && isOneLine(name) && isOneLine(text) ? [`${name} = ${text}\n`] : [];
    });
    return lines.length === 0 || !isOneLine(group) ? [] : [`[${group}]\n${lines.join('')}`];
  });
  return sections.length === 0 ? null : sections.join('\n');
}

function isOneLine(text: string): boolean {
  return text !== '' && text.length < 1000 && !/[\r\n[\]]/.test(text.replace(/\[[\w, -]*\]$/, ''));
}

function tablesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function member(value: unknown, key: string): unknown {
  return tablesOf(value).find(([name]) => name === key)?.[1];
}
