import satisfies from 'spdx-satisfies';
import type { InstalledPackage } from './read-packages.ts';

/**
 * Licences under which others may be asked to install a package beside MIT-licensed code. The LGPL is that of libvips, which sharp loads as a
 * library of its own that anybody may replace; the OFL that of the demo's typefaces.
 */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'LGPL-3.0-or-later',
  'MIT',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
];

/** The packages whose licence is not allowed, absent, or no SPDX expression. */
export function refusedPackages(packages: readonly InstalledPackage[]): readonly InstalledPackage[] {
  return packages.filter(({ licence }) => !isAllowed(licence));
}

function isAllowed(licence: string | undefined): boolean {
  try {
    return licence !== undefined && satisfies(licence, ALLOWED);
  } catch {
    return false;
  }
}
