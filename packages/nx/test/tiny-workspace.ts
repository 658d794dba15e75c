import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryWorkspace, type CommandResult, type TemporaryWorkspace } from 'batchmates/testing';

/** A temporary workspace with the pipeline `tiny` of cheap stages. */
export interface TinyWorkspace extends TemporaryWorkspace {
  /** Runs a target (`tiny:run` by default) and gives the names of the instances that really ran, sorted. */
  runAndList(target?: string, environment?: Readonly<Record<string, string>>): Promise<string[]>;
  /** Runs a target and gives all of its outcome. */
  runTarget(
    target: string,
    environment?: Readonly<Record<string, string>>,
  ): Promise<CommandResult & { readonly ran: string[] }>;
}

const fixture = join(import.meta.dirname, 'fixture');

const REPORT_FILES = 'packages/report/src/report-files.ts';

const STAGES = {
  ingestion: ['ingestion/glyphs', 'ingestion/image-folder'],
  trainer: ['trainer/train'],
  evaluator: ['evaluator/evaluate'],
  report: ['report/report'],
};

/** Copies the workspace, puts cheap stages in place of the real ones, and adds the pipeline `tiny`. */
export async function createTinyWorkspace(): Promise<TinyWorkspace> {
  const workspace = await createTemporaryWorkspace();
  const fileNames = await workspace.read(REPORT_FILES);
  for (const [name, stages] of Object.entries(STAGES)) {
    const source = join(workspace.root, 'packages', name, 'src');
    await rm(source, { recursive: true });
    await cp(join(fixture, 'stages.ts'), join(source, 'stages.ts'), { recursive: true });
    const cheap = stages.map((uses) => `cheapStage('${uses}')`);
    await workspace.write(
      `packages/${name}/src/index.ts`,
      `import { cheapStage } from './stages.ts';\nexport const stages = [${cheap.join(', ')}];\n`,
    );
  }
  // What shows the tables of reports asks for their names; the cheap report has none.
  await workspace.write(REPORT_FILES, fileNames);
  const index = await workspace.read('packages/report/src/index.ts');
  await workspace.write(
    'packages/report/src/index.ts',
    `${index}export { reportFiles } from './report-files.ts';\n`,
  );
  await cp(join(fixture, 'pipeline.yaml'), join(workspace.root, 'pipelines/tiny/pipeline.yaml'), {
    recursive: true,
  });
  return tinyWorkspace(workspace);
}

/** The tiny workspace in a folder to which `createTinyWorkspace`'s was moved or copied. */
export function tinyWorkspace(workspace: TemporaryWorkspace): TinyWorkspace {
  const log = join(workspace.root, 'ran.log');
  const runTarget: TinyWorkspace['runTarget'] = async (target, environment) => {
    await writeFile(log, '');
    const result = await workspace.nx(['run', target], { BATCHMATES_RAN: log, ...environment });
    const ran = (await readFile(log, 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .toSorted();
    return { ...result, ran };
  };
  return {
    ...workspace,
    runTarget,
    async runAndList(target = 'tiny:run', environment) {
      const result = await runTarget(target, environment);
      if (result.code !== 0) throw new Error(`nx run ${target} failed:\n${result.stdout}\n${result.stderr}`);
      return result.ran;
    },
  };
}

/** Whether an instance's artifact is there. */
export function hasArtifact(workspace: TemporaryWorkspace, instance: string): boolean {
  return existsSync(join(workspace.root, 'artifacts', 'tiny', instance, 'artifact.json'));
}
