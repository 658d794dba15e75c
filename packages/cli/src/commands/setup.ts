import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockFolder } from '@batchmates/artifact';
import { UserError, didYouMean } from '@batchmates/errors';
import type { CommandContext } from '../command-context.ts';

/** What `batchmates setup` is told. */
export interface SetupArguments extends Pick<CommandContext, 'print' | 'signal'> {
  /** One part; all that everybody may want when undefined. */
  readonly part: string | undefined;
  /** Whether to ask again what failed a short time ago. */
  readonly again: boolean;
  /** Whether TensorFlow is wanted for graphics cards. */
  readonly gpu: boolean;
}

/** A part that is not installed with the command, since not everybody needs it. */
interface Part {
  /** Whether it is got only when it is named: it is large. */
  readonly onRequest?: true;
  /** Fetches it, or says how to get it, in a line. Throws only where it was named: the command works without it. */
  setUp(request: SetupArguments): Promise<void>;
}

const PARTS: Readonly<Record<string, Part>> = {
  onednn: {
    async setUp({ print, again }) {
      const { setUpOnednn } = await import('@batchmates/engine-onednn/setup');
      setUpOnednn({ say: print, again });
    },
  },
  onnxruntime: ofNpm({
    what: 'ONNX Runtime, which tests networks and runs models of other programs',
    engine: 'onnxruntime',
    name: 'onnxruntime-node',
  }),
  tensorflow: {
    onRequest: true,
    async setUp({ print, gpu, signal }) {
      const { nativeCache, setUpTensorflow } = await import('@batchmates/engine-tfjs/setup');
      await mkdir(nativeCache, { recursive: true });
      const lock = await lockFolder(join(nativeCache, 'building'), {
        signal,
        onWait: () => print('waiting for another set-up of TensorFlow'),
      });
      try {
        if (await setUpTensorflow({ say: print, gpu })) return;
      } finally {
        await lock.release();
      }
      throw new UserError({
        code: 'setup/failed',
        what: 'batchmates setup tensorflow: TensorFlow is not set up, for the reason above',
        remedy: 'the engines that are here go on working: npx batchmates engines',
      });
    },
  },
};

/** `batchmates setup`: gets what is fetched apart. Throws a `UserError` (`setup/unknown`) for a part that there is not. */
export async function setup(request: SetupArguments): Promise<void> {
  const { part } = request;
  const names = Object.keys(PARTS);
  if (part !== undefined && !names.includes(part)) {
    throw new UserError({
      code: 'setup/unknown',
      what: `batchmates setup ${part}`,
      expected: `one of ${names.join(', ')}`,
      remedy: didYouMean(part, names),
    });
  }
  const wanted = part === undefined ? names.filter((name) => PARTS[name]!.onRequest !== true) : [part];
  for (const name of wanted) await PARTS[name]!.setUp(request);
}

interface NpmPart {
  /** What it is, for people. */
  readonly what: string;
  /** The engine that needs it. */
  readonly engine: string;
  /** Of the package. */
  readonly name: string;
}

/** A part that npm installs, into the workspace. */
function ofNpm({ what, engine, name }: NpmPart): Part {
  return {
    async setUp({ print }) {
      const { engineCandidates } = await import('../registry/engines.ts');
      const probed = await (await engineCandidates()).find((each) => each.name === engine)!.probe();
      print(probed.available ? `${engine}: there (${what})` : `${engine}: npm install ${name} (${what})`);
    },
  };
}
