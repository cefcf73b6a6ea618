// What other tests skip where it is absent is required in CI, which sets THERIAC_REQUIRE_ALL.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { SCHEMA } from './advisory/convert/cve-schema.ts';

const required = process.env['THERIAC_REQUIRE_ALL'] !== undefined;

it.skipIf(!required)('the oracles are here (asked for by THERIAC_REQUIRE_ALL)', () => {
  const python = process.env['THERIAC_ORACLE_PYTHON'];
  expect(python, 'no Python for the oracles: set THERIAC_ORACLE_PYTHON').toBeDefined();
  const { status, stderr } = spawnSync(python ?? '', ['-c', 'import packaging, packaging_legacy, pip, tomllib'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

it.skipIf(!required)('the official CVE schema is here (asked for by THERIAC_REQUIRE_ALL)', () => {
  expect(SCHEMA, 'no CVE schema: set THERIAC_CVE_SCHEMA').not.toBeNull();
});
