// A library for Django has no settings: those of its tests say with what it runs.
import { type Files, HostError } from '../../host/host.ts';
import type { FirstParty, FirstPartyFile } from './first-party.ts';

/** Where settings list what Django is made of, as an assignment, a keyword or a key. */
const LISTS_APPS = /\bINSTALLED_APPS\b["']?\s*(?::[^=\n]*)?[=:](?!=)/;
const FILE_LIMIT = 1 << 20;
/** Files that are looked into, and files of settings that are taken. */
const MAX_READ = 3000;
const MAX_TAKEN = 3;

/** Test files that configure Django, those named after it first; none where the project's own code does. */
export function testSettings(files: Files, own: FirstParty): readonly FirstPartyFile[] {
  if (
    configuring(
      files,
      own.files.filter(({ role }) => role === 'code'),
      1,
    ).length > 0
  )
    return [];
  return configuring(
    files,
    own.files.filter(({ role }) => role === 'test'),
    MAX_TAKEN,
  );
}

function configuring(files: Files, among: readonly FirstPartyFile[], most: number): readonly FirstPartyFile[] {
  const found: FirstPartyFile[] = [];
  const [named, others] = [among.filter(isNamedSo), among.filter((file) => !isNamedSo(file))];
  for (const file of [...named, ...others].slice(0, MAX_READ)) {
    if (found.length >= most) break;
    if (listsApps(files, file.file)) found.push(file);
  }
  return found;
}

function isNamedSo({ relative }: FirstPartyFile): boolean {
  return /settings|(?:^|\/)conf(?:ig|test)?[^/]*\.py$/.test(relative);
}

function listsApps(files: Files, path: string): boolean {
  try {
    return LISTS_APPS.test(files.readText(path, FILE_LIMIT));
  } catch (error) {
    if (error instanceof HostError) return false;
    throw error;
  }
}
