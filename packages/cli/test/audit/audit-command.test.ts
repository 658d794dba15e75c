import { beforeAll, describe, expect, test } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../../src/testing/index.ts';

let workspace: TemporaryWorkspace;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await workspace.write('plan.csv', 'batch,image,label\n0,a,cat\n0,b,dog\n1,c,dog\n1,d,cat\n');
  await workspace.write('one.csv', 'id,label,predicted\na,0,0\nb,1,1\n');
  await workspace.write('two.csv', 'id,predicted\nb,0\na,0\n');
});

describe('batchmates audit', () => {
  test('tells of batches and of predictions', async () => {
    const batches = await workspace.batchmates(['audit', '--batches', 'plan.csv']);
    expect(batches).toMatchObject({ code: 0, stderr: '' });
    expect(batches.stdout).toMatch(/^Every batch holds exactly one image of each of the 2 classes: /);
    const predictions = await workspace.batchmates(['audit', '--predictions', 'one.csv', 'two.csv']);
    expect(predictions).toMatchObject({ code: 0, stderr: '' });
    expect(predictions.stdout).toMatch(
      /^two\.csv errs on 50\.0\u00a0% of the images, one\.csv on 0\.0\u00a0%: /,
    );
  });

  test.each([
    [
      [],
      'expected a model file, --batches <file> or --predictions <files...>, one of them, received none; docs/audit.md has an example of each',
    ],
    [['--batches', 'plan.csv', '--predictions', 'one.csv'], 'received plan.csv and one.csv'],
    [
      ['--batches', 'nowhere.csv'],
      'nowhere.csv: expected a regular file that can be read, received no such file or directory (ENOENT)',
    ],
    [['--batches', 'plan.csv', '--seed', 'x'], 'expected a whole number from 0'],
    [['--batchs', 'plan.csv'], "unknown option '--batchs'"],
  ])('%j is refused in a line', async (options, message) => {
    const { code, stdout, stderr } = await workspace.batchmates(['audit', ...options]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });
});
