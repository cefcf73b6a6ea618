// The form of the advisories that ship: narrower than the OSV schema, since they are ours.
const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', minItems: 1, uniqueItems: true, items: text };
const time = { type: 'string', pattern: '^20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' };
const dotted = { type: 'string', pattern: '^[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*$' };

function object(required: readonly string[], properties: object): object {
  return { type: 'object', additionalProperties: false, required, properties };
}

function pairs(kind: string, values: object): object {
  return object([kind], { [kind]: values });
}

const events = (value: object) => ({
  type: 'array',
  minItems: 1,
  items: { oneOf: ['introduced', 'fixed', 'last_affected'].map((kind) => pairs(kind, value)) },
});

const gitRange = object(['type', 'repo', 'events'], {
  type: { const: 'GIT' },
  repo: { type: 'string', pattern: '^https://' },
  events: events({ type: 'string', pattern: '^(0|[0-9a-f]{40})$' }),
});

const versionRange = object(['type', 'events'], { type: { const: 'ECOSYSTEM' }, events: events(text) });

const wheels = {
  type: 'array',
  minItems: 2,
  items: object(['file_name', 'sha256', 'status'], {
    file_name: { type: 'string', pattern: '^[^/]+\\.whl$' },
    sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    status: { enum: ['affected', 'unaffected'] },
  }),
};

/** Some builds of a version rather than a range of versions. */
const builds = object(['package', 'versions', 'ecosystem_specific'], {
  package: object(['ecosystem', 'name', 'purl'], { ecosystem: { const: 'PyPI' }, name: text, purl: text }),
  versions: texts,
  ecosystem_specific: object(['wheels'], { wheels }),
});

const affected = object(['package', 'ranges', 'ecosystem_specific'], {
  package: object(['ecosystem', 'name', 'purl'], { ecosystem: { const: 'PyPI' }, name: text, purl: text }),
  ranges: { type: 'array', minItems: 1, items: { anyOf: [gitRange, versionRange] } },
  ecosystem_specific: object(['imports'], {
    imports: {
      type: 'array',
      minItems: 1,
      items: object(['modules'], { attribute: dotted, modules: { ...texts, items: dotted } }),
    },
  }),
});

/** A JSON schema (2020-12) of one record. */
export const RECORD_FORM = object(
  [
    'schema_version',
    'id',
    'modified',
    'published',
    'summary',
    'details',
    'affected',
    'references',
    'database_specific',
  ],
  {
    schema_version: { const: '1.7.0' },
    id: {
      type: 'string',
      pattern: '^(x_theriac-\\d{4}-\\d+|PYSEC-\\d{4}-\\d+|GHSA(-[2-9cfghjmpqrvwx]{4}){3}|CVE-\\d{4}-\\d{4,})$',
    },
    modified: time,
    published: time,
    aliases: texts,
    upstream: texts,
    related: texts,
    summary: { type: 'string', minLength: 10, maxLength: 100, pattern: '[^.]$' },
    details: { type: 'string', minLength: 60, maxLength: 700, pattern: '\\.\\n?$' },
    severity: {
      type: 'array',
      minItems: 1,
      items: object(['type', 'score'], { type: { enum: ['CVSS_V3', 'CVSS_V4'] }, score: text }),
    },
    affected: { type: 'array', minItems: 1, items: { anyOf: [affected, builds] } },
    references: {
      type: 'array',
      minItems: 1,
      items: object(['type', 'url'], {
        type: { enum: ['ADVISORY', 'FIX', 'REPORT', 'WEB'] },
        url: { type: 'string', pattern: '^https://[^ ]+$' },
      }),
    },
    database_specific: object(['cwe_ids', 'theriac'], {
      cwe_ids: { ...texts, items: { type: 'string', pattern: '^CWE-\\d+$' } },
      theriac: object(['checked', 'compared', 'symbols_from'], {
        checked: texts,
        compared: { ...texts, minItems: 0 },
        symbols_from: text,
        native: text,
        fix_in: texts,
        contains: text,
      }),
    }),
  },
);
