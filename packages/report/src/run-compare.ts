import type { StageContext, StageReport } from '@batchmates/pipeline';
import type { z } from 'zod';
import type { compareParams } from './compare-stage.ts';
export async function runCompare(
  _context: StageContext<z.output<typeof compareParams>>,
): Promise<StageReport> {
  throw new Error('todo');
}
