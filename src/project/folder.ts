// Looks at the file system without ever failing.
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

/** The names in a folder; where it is there and cannot be read, why goes to `report` and there are none. */
export function listOrFault(host: Host, folder: string, report: (error: HostError) => void): readonly DirectoryEntry[] {
  try {
    return host.files.list(folder);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    if (error.code !== 'absent' && error.code !== 'not-a-directory') report(error);
    return [];
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
