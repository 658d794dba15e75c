// Run as a process of its own: begins to write an artifact and is killed in the middle, as by a power cut.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeArtifact } from '../src/index.ts';

const manifest = {
  type: 'numbers',
  stage: 'test/numbers',
  instance: 'numbers.two',
  variant: {},
  params: {},
  inputs: {},
};

await writeArtifact({ directory: process.argv[2]!, manifest }, async (folder) => {
  await writeFile(join(folder, 'half.txt'), 'half');
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => setInterval(() => undefined, 1000));
});
