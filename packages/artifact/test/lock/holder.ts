// Run as a process of its own: `holder.ts <folder> <log> <ms>` takes the folder's lock, keeps it for a while and notes
// when it had it.
import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder } from '../../src/index.ts';

const [folder, log, milliseconds] = process.argv.slice(2) as [string, string, string];
const lock = await lockFolder(folder, {
  signal: new AbortController().signal,
  onWait: (holder) => process.stdout.write(`waiting for ${holder?.pid}\n`),
});
await appendFile(log, 'enter\n');
process.stdout.write('locked\n');
await sleep(Number(milliseconds));
await appendFile(log, 'leave\n');
await lock.release();
