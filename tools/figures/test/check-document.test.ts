import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkDocument } from '../src/check-document.ts';

let results: string;

beforeAll(async () => {
  results = await temporaryFolder();
  const write = async (file: string, content: string) => {
    await mkdir(join(results, file, '..'), { recursive: true });
    await writeFile(join(results, file), content);
  };
  await write(
    'toy/evaluate.a/metrics.json',
    '{"error-rate":{"error":0.07754,"errors":1551,"interval":[0.068,0.0912]}}',
  );
  await write('toy/report/table.txt', 'Batchmates\n\nStandard  6.25 %\n');
  const report = {
    arms: [{ label: 'Standard' }, { label: 'Balanced' }],
    tests: [{ label: 'Balanced batches', detail: 'batch statistics' }],
    cells: [{ arm: 1, test: 0, error: 0.0385, deviation: 0.002 }],
    comparisons: [
      {
        common: 'Balanced',
        first: 'Standard',
        second: 'Random',
        difference: -0.04,
        interval: [-0.048, -0.031],
      },
      { common: 'Balanced', first: 'Random', second: 'Single', difference: 0.004, interval: [-0.0012, 0.01] },
    ],
    pseudoLabels: [{ arm: 'Balanced', start: 'true-labels', errors: [0.1, 0.05] }],
  };
  await write('toy/report/report.json', JSON.stringify(report));
});

const check = (text: string, complete = false) =>
  checkDocument({ path: 'docs/page.md', text, complete }, results);

const page = (text: string, ...lines: string[]) =>
  `# Head\n\n${text}\n\n<!-- results toy\n${lines.join('\n')}\n-->\n`;
const error = 'evaluate.a/metrics.json error-rate.error';

describe('figures that stand in results', () => {
  it.each([
    ['It errs on 7.75 %.', `7.75 %: ${error}`],
    ['It errs on **8 %**.', `8 %: ${error}`],
    ['It errs on 7.754\u00a0%.', `7.754 %: ${error}`],
    ['A share of 0.08.', `0.08: ${error}`],
    ['In percent 7.8 stands.', `7.8: ${error} %`],
    ['1,551 of 20,000', '1,551: evaluate.a/metrics.json error-rate.errors'],
    ['between 6.8–9.1', '6.8-9.1: evaluate.a/metrics.json error-rate.interval %'],
    [
      '| 3.85 % |',
      '3.85 %: report/report.json cells["Balanced / balanced batches (batch statistics)"].error',
    ],
    [
      '4.0 points [3.1, 4.8]',
      '4.0 points: report/report.json comparisons["Balanced: Standard | Random"].difference',
    ],
    [
      'fewer [3.1, 4.8]',
      '[3.1, 4.8]: report/report.json comparisons["Balanced: Standard | Random"].interval %',
    ],
    [
      'none [-0.1, 1.0]',
      '[-0.1, 1.0]: report/report.json comparisons["Balanced: Random | Single"].interval %',
    ],
    ['5.0 %', '5.0 %: report/report.json pseudoLabels["Balanced, true-labels"].errors.1'],
    ['```\n$ demo\nBatchmates\n\nStandard  6.25 %\n```', '(all of it): report/table.txt'],
  ])('%j: %s', (text, line) => {
    expect(check(page(text, line))).toEqual({ compared: 1, pipelines: ['toy'], wrong: [] });
  });
});

describe('is told', () => {
  it.each([
    [
      'another value',
      'It errs on 7.85 %.',
      `7.85 %: ${error}`,
      '"7.85 %": evaluate.a/metrics.json has 7.75 %',
    ],
    [
      'a figure that is not there',
      'It errs.',
      `7.75 %: ${error}`,
      '"7.75 %" does not stand in the text before',
    ],
    [
      'a figure that is a part of others alone',
      'It errs on 17.75 % and 27.75 %.',
      `7.75 %: ${error}`,
      '"7.75 %" does not stand in the text before',
    ],
    [
      'no such file',
      '1 %',
      '1 %: evaluate.b/metrics.json error',
      '"1 %": no file results/toy/evaluate.b/metrics.json',
    ],
    [
      'no such value',
      '1 %',
      '1 %: evaluate.a/metrics.json eror',
      '"1 %": nothing at eror of results/toy/evaluate.a/metrics.json',
    ],
    [
      'an interval for a number',
      '1 %',
      '1 %: evaluate.a/metrics.json error-rate.interval',
      '"1 %": evaluate.a/metrics.json has [0.068,0.0912]',
    ],
    [
      'another table',
      'Standard 6 %',
      '(all of it): report/table.txt',
      'the text before has not what is in report/table.txt',
    ],
    [
      'a line that says nothing',
      '1 %',
      'nothing',
      'expected "<figure>: <file> <address>" with a file of results/toy, received "nothing"',
    ],
  ])('%s', (_, text, line, told) => {
    expect(check(page(text, line)).wrong).toEqual([`docs/page.md:5 ${told}`]);
  });

  it('a figure of another section', () => {
    const text = `7.75 %\n\n## Other\n\n<!-- results toy\n7.75 %: ${error}\n-->\n`;
    expect(check(text).wrong).toEqual(['docs/page.md:5 "7.75 %" does not stand in the text before']);
  });

  it('a percentage without its origin, where all must have one; those of the paper have none here', () => {
    const text = `${page('It errs on 7.75 %, not on 4.47 %, by 2 points.', `7.75 %: ${error}`)}\n<!-- results paper\n4.47 %: table 2\n-->\n`;
    expect(check(text, true).wrong).toEqual([
      'docs/page.md:9 "4.47 %" does not stand in the text before',
      'docs/page.md "2 points": no comment says where it comes from',
    ]);
    expect(check(`a 3.9 % b\n\n<!-- results paper\n3.9 %: table 2\n-->\n`, true).wrong).toEqual([]);
  });
});
