// Looks at the file system without ever failing: what cannot be looked at is as good as absent.
import { type DirectoryEntry, type FileStatus, type Host, HostError } from '../host/host.ts';

/** The names in a folder; empty where it is none or cannot be read. */
export function listFolder(host: Host, folder: string): readonly DirectoryEntry[] {
  try {
    return host.files.list(folder);
  } catch (error) {
    if (error instanceof HostError) return [];
    throw error;
  }
}

/** What a path is; null also where links form a circle or permission is denied, for which the host throws. */
export function statusOf(host: Host, path: string): FileStatus | null {
  try {
    return host.files.status(path);
  } catch {
    return null;
  }
}
