// What the project beside a lock or an environment declares, as the roots of its dependency paths.

import { join } from 'node:path';
import type { Dependency } from '../finding/inventory.ts';
import { statusOf } from './folder.ts';
import type { LoadContext } from './loader.ts';
import { dependency } from './locked-entry.ts';
import { markerText } from './requirement-line.ts';

/** The project's name, and what it asks for where that may hold. Faults of its file are not those of the lock. */
export async function readDeclaredRoots(
  context: LoadContext,
  folder: string,
): Promise<{ project: string | null; requires: readonly Dependency[] }> {
  const file = join(folder, 'pyproject.toml');
  if (statusOf(context.host, file) === null) return { project: null, requires: [] };
  const { readDeclaration } = await import('./pyproject.ts');
  const { project, declared } = await readDeclaration(context, file);
  const requires = declared.flatMap(({ requirement: { name, extras, marker }, extra, group }) =>
    name === null || name === project || !context.gate.holdsFor(marker, [])
      ? []
      : [dependency(name, { extras, marker: markerText(marker), extra, group })],
  );
  return { project, requires };
}
