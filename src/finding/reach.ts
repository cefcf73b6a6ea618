// How far the project's code gets towards what is vulnerable: an ordered value that every finding carries.

/** The five values, from worst to best. */
export const REACHES = ['reached', 'possibly-reached', 'unknown', 'loaded', 'installed'] as const;
export type Reach = (typeof REACHES)[number];

/** How narrow the unit is that the advisory names. */
export const PRECISIONS = ['build', 'function', 'module', 'package'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** Orders reaches from worst (`reached`) to best (`installed`), for sorting. */
export function compareReach(left: Reach, right: Reach): number {
  return REACHES.indexOf(left) - REACHES.indexOf(right);
}
