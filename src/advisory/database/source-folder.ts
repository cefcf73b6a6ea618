// A folder or git checkout of OSV records, JSON or YAML, as a source.
import { join } from 'node:path';
import type { DirectoryEntry, Host } from '../../host/host.ts';
import { HostError } from '../../host/host.ts';
import { formOf, isHidden } from '../parse-document.ts';
import type { SourceFault, SourceItem, SyncBudget } from './source.ts';

/** The advisories below a folder. Hidden folders such as `.git` are left out, links are never followed. */
export function* readFolder(host: Host, root: string, budget: SyncBudget): Iterable<SourceItem> {
  const folders: { readonly path: string; readonly inside: string; readonly depth: number }[] = [];
  folders.push({ path: root, inside: '', depth: 0 });
  let left = budget.files;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let entries: readonly DirectoryEntry[];
    try {
      entries = host.files.list(folder.path);
    } catch (error) {
      yield unreadable(folder.inside === '' ? null : folder.inside, error);
      continue;
    }
    for (const entry of [...entries].reverse()) {
      if (entry.kind !== 'directory' || isHidden(entry.name)) continue;
      const inside = `${folder.inside}${entry.name}/`;
      if (folder.depth < budget.depth)
        folders.push({ path: join(folder.path, entry.name), inside, depth: folder.depth + 1 });
      else yield exceeded(inside, `lies more than ${budget.depth} folders deep and is not read`);
    }
    for (const entry of entries) {
      const form = isHidden(entry.name) ? null : formOf(entry.name);
      if (entry.kind === 'directory' || form === null) continue;
      const file = folder.inside + entry.name;
      if (left <= 0) {
        yield exceeded(null, `has more than ${budget.files} files; the rest is not read`);
        return;
      }
      left -= 1;
      if (entry.kind !== 'file') {
        const message = entry.kind === 'link' ? 'is a symbolic link and is not followed' : 'is no regular file';
        yield { kind: 'fault', code: 'advisory-unreadable', file, message, loses: false };
        continue;
      }
      try {
        const bytes = host.files.readBytes(join(folder.path, entry.name), budget.fileBytes);
        yield { kind: 'file', file, form, bytes, packed: null, mayBeOther: true };
      } catch (error) {
        yield unreadable(file, error);
      }
    }
  }
}

function unreadable(file: string | null, error: unknown): SourceFault {
  if (!(error instanceof HostError)) throw error;
  const code = error.code === 'too-large' ? 'budget-exceeded' : 'advisory-unreadable';
  return { kind: 'fault', code, file, message: `cannot be read: ${error.message}`, loses: true };
}

function exceeded(file: string | null, message: string): SourceFault {
  return { kind: 'fault', code: 'budget-exceeded', file, message, loses: true };
}
