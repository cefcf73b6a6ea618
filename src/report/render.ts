// The output formats by name; each renderer is loaded only when it is asked for.
import type { Renderer } from './renderer.ts';

export const FORMATS = ['text', 'json', 'jsonl', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

const LOADERS: Readonly<Record<Format, () => Promise<Renderer>>> = {
  text: async () => (await import('./text/text.ts')).renderText,
  json: async () => (await import('./json/json.ts')).renderJson,
  jsonl: async () => (await import('./jsonl/jsonl.ts')).renderJsonl,
  sarif: async () => (await import('./sarif/sarif.ts')).renderSarif,
};

/**
 * The renderer of a format. `text` and `json` give the inventory's page for a stream that holds an inventory and was
 * matched against no advisories, the audit's page for every other.
 */
export function rendererFor(format: Format): Promise<Renderer> {
  return LOADERS[format]();
}
