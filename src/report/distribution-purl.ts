// The package URL of a distribution in an inventory, as the purl specification's type `pypi` says.
import type { Distribution } from '../finding/inventory.ts';

/** `pkg:pypi/pillow@9.5.0`, with `?file_name=` where exactly one artifact is known. */
export function formatDistributionPurl({ name, version, artifacts }: Distribution): string {
  const fileName = artifacts.length === 1 ? (artifacts[0]?.fileName ?? null) : null;
  const at = version === null ? '' : `@${encode(version)}`;
  return `pkg:pypi/${encode(name)}${at}${fileName === null ? '' : `?file_name=${encode(fileName)}`}`;
}

const encode = (text: string) => encodeURIComponent(text.toWellFormed()).replace(/%3A/g, ':');
