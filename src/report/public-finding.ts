// A finding in the public JSON (design, "Machine-readable contract"): snake_case, stable from the first release.
import { type Finding, GUESSED_KINDS, SEVERITY_LEVELS, STEP_KINDS, type Step } from '../finding/finding.ts';
import { PRECISIONS, REACHES } from '../finding/reach.ts';
import type { Fields } from './fields.ts';

/** A finding as scripts read it. Fields may be added to this type, never changed. */
export interface PublicFinding {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly distribution: {
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly file_name?: string;
  };
  readonly reach: Finding['reach'];
  readonly precision: Finding['precision'];
  readonly reason?: string;
  readonly severity: Finding['severity'];
  readonly matched: Finding['matched'];
  readonly units: Finding['units'];
  readonly fixed: readonly string[];
  readonly upgrade: string | null;
  readonly why: readonly (readonly string[])[];
  readonly witness: readonly PublicStep[];
  readonly ignored?: { readonly reason: string; readonly until?: string };
  readonly title: string;
  readonly link?: string;
  readonly weaknesses: readonly string[];
  readonly published?: string;
  readonly modified?: string;
  readonly location?: { readonly file: string; readonly line: number };
}

/** A step of a witness as scripts read it. */
export interface PublicStep {
  readonly kind: Step['kind'];
  readonly module: string;
  readonly function: string | null;
  readonly file: string;
  readonly line: number;
  readonly first_party: boolean;
  readonly resolved: boolean;
}

/** A witness in its public form. */
export function toPublicSteps(steps: readonly Step[]): readonly PublicStep[] {
  return steps.map((step) => ({
    kind: step.kind,
    module: step.module,
    function: step.function,
    file: step.file,
    line: step.line,
    first_party: step.firstParty,
    resolved: step.resolved,
  }));
}

/** The finding in its public form; what is null and optional there is left out. */
export function toPublicFinding(finding: Finding): PublicFinding {
  const { distribution, severity, matched, ignored, location } = finding;
  return {
    id: finding.id,
    aliases: finding.aliases,
    distribution: {
      name: distribution.name,
      version: distribution.version,
      purl: distribution.purl,
      ...(distribution.fileName !== null && { file_name: distribution.fileName }),
    },
    reach: finding.reach,
    precision: finding.precision,
    ...(finding.reason !== null && { reason: finding.reason }),
    severity: severity && { score: severity.score, level: severity.level, vector: severity.vector },
    matched: { by: matched.by, detail: matched.detail },
    units: finding.units.map(({ module, attribute }) => ({ module, attribute })),
    fixed: finding.fixed,
    upgrade: finding.upgrade,
    why: finding.why,
    witness: toPublicSteps(finding.witness),
    ...(ignored !== null && {
      ignored: { reason: ignored.reason, ...(ignored.until !== null && { until: ignored.until }) },
    }),
    title: finding.title,
    ...(finding.link !== null && { link: finding.link }),
    weaknesses: finding.weaknesses,
    ...(finding.published !== null && { published: finding.published }),
    ...(finding.modified !== null && { modified: finding.modified }),
    ...(location !== null && { location: { file: location.file, line: location.line } }),
  };
}

/** The finding that public fields describe. */
export function fromPublicFinding(fields: Fields): Finding {
  return {
    id: fields.text('id'),
    aliases: fields.texts('aliases'),
    title: fields.text('title'),
    link: fields.optionalText('link'),
    distribution: fields.object('distribution', (of) => ({
      name: of.text('name'),
      version: of.text('version'),
      purl: of.text('purl'),
      fileName: of.optionalText('file_name'),
    })),
    reach: fields.oneOf('reach', REACHES),
    precision: fields.oneOf('precision', PRECISIONS),
    reason: fields.optionalText('reason'),
    severity: fields.optional('severity', (of) => ({
      score: of.number('score'),
      level: of.oneOf('level', SEVERITY_LEVELS),
      vector: of.text('vector'),
    })),
    weaknesses: fields.texts('weaknesses'),
    published: fields.optionalText('published'),
    modified: fields.optionalText('modified'),
    matched: fields.object('matched', (of) => ({
      by: of.oneOf('by', ['versions', 'range', 'wheel']),
      detail: of.text('detail'),
    })),
    units: fields.list('units', (of) => ({ module: of.text('module'), attribute: of.optionalText('attribute') })),
    fixed: fields.texts('fixed'),
    upgrade: fields.optionalText('upgrade'),
    why: fields.values('why', (path, note) => {
      if (Array.isArray(path) && path.every((name) => typeof name === 'string')) return path;
      note('is not an array of names');
      return [];
    }),
    witness: fields.list('witness', (of) => {
      const kind = of.oneOf('kind', STEP_KINDS);
      return {
        kind,
        module: of.text('module'),
        function: of.optionalText('function'),
        file: of.text('file'),
        line: of.number('line'),
        firstParty: of.flag('first_party'),
        // Streams saved before this field was there tell it by the kind alone.
        resolved: of.optionalFlag('resolved') ?? !GUESSED_KINDS.includes(kind),
      };
    }),
    location: fields.optional('location', (of) => ({ file: of.text('file'), line: of.number('line') })),
    ignored: fields.optional('ignored', (of) => ({ reason: of.text('reason'), until: of.optionalText('until') })),
  };
}
