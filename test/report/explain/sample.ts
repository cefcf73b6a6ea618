// A made-up explanation: a shop whose thumbnails reach a decoder, with a second, dynamic way.
import type { Excerpt, Explanation, Way, WayStep } from '../../../src/finding/explanation.ts';
import type { Finding } from '../../../src/finding/finding.ts';

const FINDING: Finding = {
  id: 'PYSEC-2023-9001',
  aliases: ['CVE-2023-9001', 'GHSA-aaaa-bbbb-cccc'],
  title: 'A heap overflow while decoding an image',
  link: 'https://advisories.example/9001',
  distribution: { name: 'pillow', version: '9.5.0', purl: 'pkg:pypi/pillow@9.5.0', fileName: null },
  reach: 'reached',
  precision: 'function',
  reason: null,
  severity: { score: 8.8, level: 'high', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H' },
  weaknesses: ['CWE-787'],
  published: null,
  modified: null,
  matched: { by: 'range', detail: '<10.0.1' },
  units: [{ module: 'PIL.WebPImagePlugin', attribute: 'WebPImageFile._open' }],
  fixed: ['10.0.1'],
  upgrade: '10.0.1',
  why: [['storefront', 'thumbnails', 'pillow']],
  witness: [],
  location: { file: 'uv.lock', line: 40 },
  ignored: null,
};

const OWN = { ownCode: true, distribution: null, resolved: true };
const PILLOW = { ownCode: false, distribution: 'pillow', resolved: true };

const START: WayStep = {
  ...{ kind: 'root', module: 'shop.views', function: 'upload', file: 'shop/views.py', line: 12, firstParty: true },
  ...{ ...OWN, defined: { file: 'shop/views.py', line: 12 } },
};
const THUMBNAIL: WayStep = {
  ...{ kind: 'call', module: 'shop.thumbs', function: 'thumbnail', file: 'shop/views.py', line: 14, firstParty: true },
  ...{ ...OWN, defined: { file: 'shop/thumbs.py', line: 4 } },
};
const OPEN: WayStep = {
  ...{ kind: 'call', module: 'PIL.Image', function: 'open', file: 'shop/thumbs.py', line: 6, firstParty: true },
  ...{ ...PILLOW, defined: { file: 'PIL/Image.py', line: 3200 } },
};
const INNER: WayStep = {
  ...{ kind: 'call', module: 'PIL.Image', function: 'open._open_core', file: 'PIL/Image.py', line: 3290 },
  ...{ ...PILLOW, firstParty: false, defined: { file: 'PIL/Image.py', line: 3260 } },
};
const END: WayStep = {
  ...{ kind: 'override', module: 'PIL.WebPImagePlugin', function: 'WebPImageFile._open', file: 'PIL/Image.py' },
  ...{ ...PILLOW, line: 3267, firstParty: false, defined: { file: 'PIL/WebPImagePlugin.py', line: 43 } },
};
const OTHER: WayStep = {
  ...{
    kind: 'dynamic',
    module: 'PIL.WebPImagePlugin',
    function: 'WebPImageFile.load',
    file: 'shop/thumbs.py',
    line: 7,
  },
  ...{ ...PILLOW, resolved: false, firstParty: true, defined: { file: 'PIL/WebPImagePlugin.py', line: 160 } },
};

const WAYS: readonly Way[] = [
  [START, THUMBNAIL, OPEN, INNER, END],
  [START, THUMBNAIL, OTHER],
];

const EXCERPTS: readonly Excerpt[] = [
  {
    ...{ file: 'shop/views.py', line: 14, firstParty: true, first: 11, missing: null },
    lines: ['', 'def upload(request):', '    file = request.FILES["image"]', '    return thumbnail(file)'],
  },
  {
    ...{ file: 'shop/thumbs.py', line: 6, firstParty: true, first: 3, missing: null },
    lines: [
      '',
      'def thumbnail(file):',
      '    """Small & <quick>."""',
      '    image = Image.open(file)',
      '    image.load()',
    ],
  },
  {
    file: 'PIL/Image.py',
    line: 3267,
    firstParty: false,
    first: 3267,
    lines: null,
    missing: 'its source is not at hand',
  },
];

/** Two ways, the better one first. */
export const REACHED: Explanation = {
  finding: { ...FINDING, witness: WAYS[0] ?? [] },
  units: [{ ...vulnerableUnit(), defined: 'PIL/WebPImagePlugin.py:43', loaded: true }],
  searched: { roots: 12, modules: 240, calls: true, own: 31, ownNames: ['PIL', 'PIL.Image', 'PIL.WebPImagePlugin'] },
  trail: null,
  unseen: ['shop/plugins.py:9: exec of a text that is not known'],
  ways: WAYS,
  excerpts: EXCERPTS,
};

/** The trail ends: nothing loads the module. */
export const INSTALLED: Explanation = {
  finding: { ...FINDING, reach: 'installed' },
  units: [{ ...vulnerableUnit(), defined: 'PIL/WebPImagePlugin.py:43', loaded: false }],
  searched: { roots: 12, modules: 240, calls: true, own: 0, ownNames: [] },
  trail: {
    loadedBy: [],
    neighbours: [
      {
        ...{ file: 'PIL/Image.py', line: 421, how: 'loads', module: 'PIL.Image', function: 'preinit' },
        ...{ runs: false, ownCode: false },
      },
    ],
    more: 2,
  },
  unseen: [],
  ways: [],
  excerpts: [],
};

function vulnerableUnit() {
  return { module: 'PIL.WebPImagePlugin', attribute: 'WebPImageFile._open' };
}
