import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { writeWholeFile } from '@batchmates/artifact';
import { didYouMean, UserError } from '@batchmates/errors';
import type { CommandContext } from '../command-context.ts';
import { locatePipelineFile } from '../find-pipeline.ts';
import { ownFolder } from '../own-package.ts';
import { PART_KINDS, type PartKind } from '../new-part/kinds.ts';
import { checkPartName } from '../new-part/part-name.ts';
import { listPipelineFiles, shownFile } from '../pipeline-files.ts';

/** What `batchmates new` is told. */
export interface NewPartArguments extends Pick<CommandContext, 'root' | 'print'> {
  /** `strategy`, `protocol`, `metric` or `stage`. */
  readonly kind: string;
  /** Of the part and of its file. */
  readonly name: string;
  /** The pipeline beside which it goes. */
  readonly pipeline: string | undefined;
}

/**
 * `batchmates new`: writes a part of one's own that works as it is, with its test, beside a pipeline file, and says the line of YAML that uses it. Throws a
 * `UserError` for a kind or name that is none, and when the place is not clear.
 */
export async function newPart({ root, kind, name, pipeline, print }: NewPartArguments): Promise<void> {
  const part = kindCalled(kind);
  const pipelineFile = await pipelineBeside(root, pipeline);
  const folder = dirname(pipelineFile);
  await checkPartName(name, part, folder);
  const written = [`${name}.ts`, `${name}.test.ts`];
  for (const file of written) await writeWholeFile(join(folder, file), await fromTemplate(kind, name, file));
  const [code, test] = written.map((file) =>
    relative(process.cwd(), join(folder, file)).replaceAll('\\', '/'),
  );
  print(`${code}: a ${part.what} that works as it is; edit it`);
  print(`${test}: its test; npx vitest run ${test}`);
  const [where, ...lines] = part.use(`${name}.ts`, name);
  print(`To use it in ${shownFile(pipelineFile, root)}, ${where}`);
  for (const line of lines) print(`  ${line}`);
}

function kindCalled(kind: string): PartKind {
  if (Object.hasOwn(PART_KINDS, kind)) return PART_KINDS[kind as keyof typeof PART_KINDS];
  const kinds = Object.keys(PART_KINDS);
  throw new UserError({
    code: 'new/kind',
    what: `batchmates new ${kind}`,
    expected: `one of ${kinds.join(', ')}`,
    remedy:
      kind === 'layer'
        ? 'a kind of layer is part of every engine, so it cannot stand in a file of its own'
        : didYouMean(kind, kinds),
  });
}

/** The pipeline file that was named, that of the working directory, or the only one. */
async function pipelineBeside(root: string, pipeline: string | undefined): Promise<string> {
  if (pipeline !== undefined) return locatePipelineFile(pipeline, root);
  const here = resolve('pipeline.yaml');
  if (existsSync(here)) return here;
  const files = await listPipelineFiles(root);
  if (files.length === 1) return files[0]!.file;
  throw new UserError({
    code: 'new/pipeline',
    what: 'where the file is to stand',
    expected: 'a pipeline beside which it goes',
    received: files.length === 0 ? 'none' : `${files.length} of them`,
    remedy:
      files.length === 0
        ? 'npx batchmates init makes one'
        : `name one: --pipeline ${files
            .map(({ name }) => name)
            .slice(0, 5)
            .join(', ')}`,
  });
}

/** A template under another name: `new-strategy` in it becomes the part's. */
async function fromTemplate(kind: string, name: string, file: string): Promise<string> {
  const template = file.replace(name, `new-${kind}`);
  const text = await readFile(join(ownFolder, 'templates', 'new', template), 'utf8');
  return text.replaceAll(`new-${kind}`, name);
}
