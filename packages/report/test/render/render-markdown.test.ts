import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/document/document.ts';
import { renderMarkdown } from '../../src/render/render-markdown.ts';

const hostile = 'a | b <img src=x onerror=alert(1)> *c* [d](e) `f`';

const report: ReportDocument = {
  title: hostile,
  lede: [hostile, { text: 'link', href: '../a (b)/metrics.json', strong: true }],
  badges: [hostile],
  sections: [
    {
      id: 'one',
      title: 'One',
      blocks: [
        { kind: 'list', items: [['first'], ['second']] },
        { kind: 'prose', content: [{ text: 'Balanced training. ', strong: true }, 'Into a batch'] },
        {
          kind: 'table',
          id: 'table',
          caption: 'Caption',
          corner: 'Class',
          columns: [
            { label: 'Error', detail: 'percent' },
            { label: 'Text', text: true },
          ],
          rows: [
            {
              header: hostile,
              cells: [{ text: '1.00 %', details: ['0.5–1.5 %'], href: '../x/metrics.json' }, { text: 'y' }],
            },
          ],
        },
      ],
    },
  ],
};

describe('renderMarkdown', () => {
  const text = renderMarkdown(report);

  it('lets no text become markup', () => {
    expect(text).toContain('# a \\| b &lt;img src=x onerror=alert(1)> \\*c\\* \\[d\\](e) \\`f\\`');
    expect(text).not.toContain('<img');
  });

  it('writes links that end where they should', () => {
    expect(text).toContain('[**link**](../a%20%28b%29/metrics.json)');
  });

  it('leaves spaces outside of what is bold, where they would undo it', () => {
    expect(text).toContain('**Balanced training.** Into a batch');
  });

  it('writes tables with as many cells as columns', () => {
    const [head, rule, row] = text.split('\n').filter((line) => line.startsWith('|'));
    expect(head).toBe('| Class | Error<br>percent | Text |');
    expect(rule).toBe('| --- | ---: | --- |');
    expect(row).toContain('| [1.00 %](../x/metrics.json)<br>0.5–1.5 % | y |');
  });
});
