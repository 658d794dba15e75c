import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import { writeReport } from '../src/write-report.ts';

test('control characters of names are written out in HTML, Markdown and the table', async () => {
  const folder = await temporaryFolder();
  const name = 'cat\u001b[2J\u009b31m\u202e';
  const document = {
    title: name,
    lede: [name],
    badges: [name],
    sections: [{ id: 'one', title: name, blocks: [{ kind: 'prose' as const, content: [name] }] }],
  };
  await writeReport(folder, { document, data: {}, errorTable: `${name}\n` });
  for (const file of ['report.html', 'report.md', 'table.txt']) {
    const text = await readFile(join(folder, file), 'utf8');
    expect(text, file).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text.replaceAll('\\\\', '\\').replaceAll('\\[', '['), file).toContain(
      'cat\\x1b[2J\\x9b31m\\u202e',
    );
  }
});
