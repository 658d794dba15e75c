import { join, relative } from 'node:path';
import { openVerified } from '@batchmates/artifact';
import { CURVES_FILE } from '@batchmates/checkpoint';
import { UserError } from '@batchmates/errors';
import { calibrate } from '@batchmates/evaluator';
import { writeCurveTables } from '@batchmates/report';
import { allOrMistakes } from '../all-or-mistakes.ts';
import type { CommandContext } from '../command-context.ts';
import { namedArtifacts } from '../named-artifacts.ts';
import { fillNewFolder } from '../new-folder.ts';

/** What `batchmates export-curves` is told. */
export interface ExportCurvesArguments extends CommandContext {
  /** Pipelines, instances or folders. */
  readonly names: readonly string[];
  readonly output: string;
}

/** `batchmates export-curves`: the learning curves of trained checkpoints as CSV, a file for each. */
export async function exportCurves({ root, names, output, print }: ExportCurvesArguments): Promise<void> {
  const wanted = {
    type: 'checkpoint',
    what: 'a trained checkpoint',
    // Which repeats the curves of the one it calibrated.
    isMeant: (stage: string) => stage !== calibrate.uses,
    root,
  };
  const found = await allOrMistakes(names.map((name) => namedArtifacts(name, wanted)));
  const directories = new Map(
    found.flatMap(({ artifacts }) => artifacts.map(({ name, directory }) => [directory, name] as const)),
  );
  const opened = await allOrMistakes(
    [...directories].map(async ([directory, name]) => ({ name, artifact: await openVerified(directory) })),
  );
  const { files, settings, withoutCurves } = await fillNewFolder(output, async (place) => {
    const exported = await writeCurveTables(opened, place.output);
    if (exported.files.length === 0) throw noCurves(names);
    return exported;
  });
  const shown = (file: string) => relative(process.cwd(), join(output, file));
  for (const { file, name, epochs } of files) print(`${shown(file)}: ${name}, ${epochs} epochs`);
  print(`${shown(settings)}: how each was trained`);
  for (const name of withoutCurves) print(`${name}: no curves`);
  for (const name of new Set(found.flatMap(({ missing }) => missing))) print(`${name}: not trained yet`);
}

function noCurves(names: readonly string[]): UserError {
  return new UserError({
    code: 'export/no-curves',
    what: names.join(', '),
    expected: `a checkpoint with learning curves, ${CURVES_FILE}`,
    received: 'none',
    remedy: 'trainer/train writes them',
  });
}
