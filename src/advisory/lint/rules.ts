// Every rule of the linter: the listing of the folder `rule`.
import { rule as aliasChain } from './rule/alias-chain.ts';
import { rule as aliasContradictsReference } from './rule/alias-contradicts-reference.ts';
import { rule as aliasOwned } from './rule/alias-owned.ts';
import { rule as aliasRepeated } from './rule/alias-repeated.ts';
import { rule as commitShort } from './rule/commit-short.ts';
import { rule as fixMissing } from './rule/fix-missing.ts';
import { rule as fixShared } from './rule/fix-shared.ts';
import { rule as identifierDuplicate } from './rule/identifier-duplicate.ts';
import { rule as identifierFileName } from './rule/identifier-file-name.ts';
import { rule as identifierPlaceholder } from './rule/identifier-placeholder.ts';
import { rule as identifierPrefix } from './rule/identifier-prefix.ts';
import { rule as modifiedAbsurd } from './rule/modified-absurd.ts';
import { rule as modifiedStale } from './rule/modified-stale.ts';
import { rule as nameNotNormalised } from './rule/name-not-normalised.ts';
import { rule as packageMissing } from './rule/package-missing.ts';
import { rule as purlDisagrees } from './rule/purl-disagrees.ts';
import { rule as rangeEmpty } from './rule/range-empty.ts';
import { rule as rangeIntroducedMissing } from './rule/range-introduced-missing.ts';
import { rule as rangeOrder } from './rule/range-order.ts';
import { rule as rangeOverlap } from './rule/range-overlap.ts';
import { rule as rangeTwoEnds } from './rule/range-two-ends.ts';
import { rule as referenceRepeated } from './rule/reference-repeated.ts';
import { rule as referenceType } from './rule/reference-type.ts';
import { rule as schema } from './rule/schema.ts';
import { rule as severityContradicts } from './rule/severity-contradicts.ts';
import { rule as severityInvalid } from './rule/severity-invalid.ts';
import { rule as summaryMissing } from './rule/summary-missing.ts';
import { rule as symbolAbsent } from './rule/symbol-absent.ts';
import { rule as versionInvalid } from './rule/version-invalid.ts';
import { rule as versionsDisagree } from './rule/versions-disagree.ts';
import { rule as versionsUnreleased } from './rule/versions-unreleased.ts';
import { rule as weaknessesEmpty } from './rule/weaknesses-empty.ts';
import { rule as wheelImpossible } from './rule/wheel-impossible.ts';
import type { LintRule } from './rule.ts';

/** The rules in the order of their names. */
export const RULES: readonly LintRule[] = [
  aliasChain,
  aliasContradictsReference,
  aliasOwned,
  aliasRepeated,
  commitShort,
  fixMissing,
  fixShared,
  identifierDuplicate,
  identifierFileName,
  identifierPlaceholder,
  identifierPrefix,
  modifiedAbsurd,
  modifiedStale,
  nameNotNormalised,
  packageMissing,
  purlDisagrees,
  rangeEmpty,
  rangeIntroducedMissing,
  rangeOrder,
  rangeOverlap,
  rangeTwoEnds,
  referenceRepeated,
  referenceType,
  schema,
  severityContradicts,
  severityInvalid,
  summaryMissing,
  symbolAbsent,
  versionInvalid,
  versionsDisagree,
  versionsUnreleased,
  weaknessesEmpty,
  wheelImpossible,
];
