// Rule: a wheel that cannot exist: no wheel's file name, of another distribution, or of a version that was never built.
import { normaliseDistributionName } from '../../../standard/distribution-name.ts';
import { isRecord } from '../../../standard/osv-value.ts';
import { versionKey } from '../../../standard/version.ts';
import { parseWheelFileName } from '../../../standard/wheel-file-name.ts';
import { isPython } from '../each-range.ts';
import type { LintContext, LintProblem, LintRule } from '../rule.ts';

export const rule: LintRule = {
  id: 'wheel-impossible',
  severity: 'error',
  title: 'a wheel is named that cannot exist',
  help: 'Write the file name as the index has it, and its sha256 of 64 digits.',
  *check({ record }, context): Iterable<LintProblem> {
    for (const [index, affected] of record.affected.entries()) {
      for (const holder of ['ecosystem_specific', 'database_specific'] as const) {
        const object = holder === 'ecosystem_specific' ? affected.ecosystemSpecific : affected.databaseSpecific;
        const wheels = object?.['wheels'];
        if (!Array.isArray(wheels)) continue;
        const name = affected.package === null || !isPython(affected) ? null : affected.package.name;
        for (const [at, wheel] of wheels.entries()) {
          const path = `/affected/${index}/${holder}/wheels/${at}`;
          for (const message of faultsOf(wheel, name, context)) yield { path, message };
        }
      }
    }
  },
};

const TAGS = /^(?:py\d+|cp\d+|pp\d+|ip\d+|jy\d+|graalpy\d+)$/;

function* faultsOf(wheel: unknown, name: string | null, { releases }: LintContext): Iterable<string> {
  if (!isRecord(wheel)) return yield 'is no object with a file_name';
  const { file_name: fileName, sha256, status } = wheel;
  if (typeof fileName !== 'string') return yield 'has no file_name';
  if (sha256 !== undefined && !(typeof sha256 === 'string' && /^(?:sha256[:=])?[0-9a-f]{64}$/i.test(sha256))) {
    yield `the sha256 of ${fileName} is not 64 hexadecimal digits`;
  }
  if (status !== undefined && status !== 'affected' && status !== 'unaffected') {
    yield `the status of ${fileName} is neither affected nor unaffected`;
  }
  const read = parseWheelFileName(fileName);
  if (!read.ok) return yield read.fault.message;
  const { name: own, version, tags } = read.value;
  if (name !== null && own !== normaliseDistributionName(name))
    return yield `${fileName} is a wheel of ${own}, not of ${name}`;
  const odd = tags.find((tag) => !TAGS.test(tag.interpreter));
  if (odd !== undefined) yield `${fileName} is for ${odd.interpreter}, which is no Python`;
  const contrary = tags.find((tag) => /^cp\d+/.test(tag.abi) && tag.interpreter.startsWith('py'));
  if (contrary !== undefined) yield `${fileName} cannot be: ${contrary.interpreter} has no ABI ${contrary.abi}`;
  const known = releases?.of(own) ?? null;
  if (known === null) return;
  if (!known.keys.has(versionKey(version))) yield `${own} ${version.text} was never released`;
  else if (known.files.size > 0 && !known.files.has(fileName)) yield `${fileName} was never released`;
}
