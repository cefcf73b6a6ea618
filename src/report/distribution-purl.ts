// The package URL of a distribution in an inventory.
import type { Distribution } from '../finding/inventory.ts';
import { formatPurl } from '../standard/purl.ts';

/** `pkg:pypi/pillow@9.5.0`, with `?file_name=` where exactly one artifact is known. */
export function formatDistributionPurl({ name, version, artifacts }: Distribution): string {
  const fileName = artifacts.length === 1 ? (artifacts[0]?.fileName ?? null) : null;
  return formatPurl({ name, version, fileName });
}
