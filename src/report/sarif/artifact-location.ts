// Where something is, as SARIF 2.1.0 wants it (§3.4): relative URIs against a base that the reader knows.

/** The project's folder; readers such as code hosts know what it is. */
export const SOURCE_ROOT = '%SRCROOT%';
/** The folder that holds the installed distributions. */
export const SITE_PACKAGES = 'SITE_PACKAGES';

export interface ArtifactLocation {
  readonly uri: string;
  readonly uriBaseId?: string;
}

export interface PhysicalLocation {
  readonly artifactLocation: ArtifactLocation;
  readonly region?: { readonly startLine: number };
}

/** The place in a file; a path outside of `root` keeps its own absolute URI, one without a line has no region. */
export function toPhysicalLocation(
  file: string,
  line: number | null,
  root: string | null,
  base = SOURCE_ROOT,
): PhysicalLocation {
  const artifactLocation = toArtifactLocation(file, root, base);
  return line !== null && Number.isSafeInteger(line) && line >= 1
    ? { artifactLocation, region: { startLine: line } }
    : { artifactLocation };
}

function toArtifactLocation(file: string, root: string | null, base: string): ArtifactLocation {
  if (/^https?:\/\//i.test(file)) return { uri: encodePath(file).replace(/%3A/, ':') };
  const path = file.replace(/\\/g, '/');
  const folder = root === null ? null : root.replace(/\\/g, '/').replace(/\/*$/, '/');
  const inside = folder !== null && path.startsWith(folder) ? path.slice(folder.length) : path;
  if (/^\/|^[A-Za-z]:\//.test(inside)) return { uri: `file:///${encodePath(inside.replace(/^\/+/, ''))}` };
  const relative = encodePath(inside.replace(/^(?:\.\/)+/, ''));
  return { uri: relative === '' ? '.' : relative, uriBaseId: base };
}

/** RFC 3986 §3.3, each segment by itself; lone surrogates become U+FFFD. */
function encodePath(path: string): string {
  if (/^[\w./-]*$/.test(path)) return path;
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
