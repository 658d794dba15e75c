import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { EquivalentMutant } from './select-mutants.mjs';

const schema = z.array(
  z.strictObject({
    file: z.string(),
    code: z.string(),
    original: z.string(),
    replacement: z.string(),
    reason: z.string().min(1),
  }),
);

/** The list of equivalent mutants of the repository `root`: tools/mutation/equivalent.json. */
export function readEquivalent(root: string): EquivalentMutant[] {
  return schema.parse(JSON.parse(readFileSync(join(root, 'tools/mutation/equivalent.json'), 'utf8')));
}
