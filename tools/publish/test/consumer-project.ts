import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXAMPLES = fileURLToPath(new URL('../../../examples/third-party', import.meta.url));
const PARTS = ['class-brightness', 'one-class', 'equal-shares', 'mean-confidence', 'two-of-each'];

const OPTIONS = {
  strict: true,
  // The declarations of our packages and of what they depend on, too.
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  module: 'nodenext',
  target: 'es2023',
  lib: ['es2023'],
  types: ['node'],
  allowImportingTsExtensions: true,
  verbatimModuleSyntax: true,
};

/** What third parties' tests call, and what the Nx plugin reads. */
const DOORS = `
import { strategyLaws } from '@batchmates/batching/testing';
import { describeEngine } from '@batchmates/engine/testing';
import { protocolLaws } from '@batchmates/protocols/testing';
import { runStage } from '@batchmates/stage/testing';
import type { GraphPipeline } from 'batchmates';
import { runCommand } from 'batchmates/run-command';
import brightness from './class-brightness.ts';

export type Pipelines = readonly GraphPipeline[];
export const doors = [strategyLaws, protocolLaws, describeEngine, runCommand];
export const tried = async () => (await runStage(brightness, { params: { split: 'train' } })).artifact.directory;
`;

/** Writes a strict TypeScript project into `folder`: the examples of parts of one's own, and every library of `names`. */
export async function writeConsumerProject(folder: string, names: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const part of PARTS) await cp(join(EXAMPLES, `${part}.ts`), join(folder, `${part}.ts`));
  const all = names.map((name, index) => `export * as library${index} from '${name}';`);
  await writeFile(join(folder, 'doors.ts'), DOORS);
  await writeFile(join(folder, 'all.ts'), all.join('\n'));
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: OPTIONS, include: ['*.ts'] }),
  );
}
