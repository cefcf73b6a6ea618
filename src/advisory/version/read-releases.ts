// A list of releases from a file: lines of text, JSON lists, the pages of package indexes.
import { normaliseDistributionName } from '../../standard/distribution-name.ts';
import { type Parsed, parsed, unparsable } from '../../standard/parsed.ts';
import { parseSdistFileName } from '../../standard/sdist-file-name.ts';
import { parseWheelFileName } from '../../standard/wheel-file-name.ts';

const MOST = 100_000;

/**
 * Reads versions, as written: one a line (`#` begins a comment; `name==1.0` is of that name alone), a JSON list, an
 * object of lists by name, `{"versions": […]}` or `{"files": [{"filename"}]}` (PEP 691, 700), `{"releases": {…}}`.
 */
export function readReleases(text: string, name: string): Parsed<readonly string[]> {
  const trimmed = text.trim();
  const found = /^[[{]/.test(trimmed) ? readJson(trimmed, name) : parsed(readLines(trimmed, name));
  if (!found.ok) return found;
  return found.value.length > MOST
    ? unparsable(`it lists more than ${MOST} releases`)
    : parsed([...new Set(found.value)]);
}

function readLines(text: string, name: string): readonly string[] {
  return text.split(/\r?\n/).flatMap((line): string[] => {
    const content = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (content === '') return [];
    const [, other, version] = /^([A-Za-z0-9][\w.-]*)\s*==\s*(\S+)$/.exec(content) ?? [];
    if (other === undefined || version === undefined) return [content];
    return normaliseDistributionName(other) === normaliseDistributionName(name) ? [version] : [];
  });
}

function readJson(text: string, name: string): Parsed<readonly string[]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return unparsable('it is not JSON');
  }
  if (Array.isArray(value)) return parsed(texts(value));
  if (!isTable(value)) return unparsable('it lists no releases');
  const normal = normaliseDistributionName(name);
  const own = Object.entries(value).find(
    ([key, list]) => Array.isArray(list) && normaliseDistributionName(key) === normal,
  );
  const { versions, files, releases } = value;
  if (Array.isArray(versions)) return parsed(texts(versions));
  if (isTable(releases)) return parsed(Object.keys(releases));
  if (Array.isArray(releases)) return parsed(texts(releases));
  if (Array.isArray(files)) return parsed(files.flatMap(versionOfFile));
  return own === undefined ? unparsable(`it lists no releases of ${name}`) : parsed(texts(own[1] as unknown[]));
}

function versionOfFile(file: unknown): readonly string[] {
  const fileName = isTable(file) ? file['filename'] : null;
  if (typeof fileName !== 'string') return [];
  const wheel = parseWheelFileName(fileName);
  if (wheel.ok) return [wheel.value.version.text];
  const sdist = parseSdistFileName(fileName);
  return sdist.ok ? [sdist.value.version.text] : [];
}

function texts(list: readonly unknown[]): readonly string[] {
  return list.flatMap((item) => {
    if (typeof item === 'string') return [item];
    const version = isTable(item) ? (item['version'] ?? item['number']) : null;
    return typeof version === 'string' ? [version] : [];
  });
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
