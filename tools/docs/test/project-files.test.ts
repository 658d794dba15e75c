import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../../..');
const read = <Shape>(file: string) => parse(readFileSync(join(root, file), 'utf8')) as Shape;

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly { readonly type: string; readonly id?: string }[];
}

describe('files for those who join', () => {
  const forms = readdirSync(join(root, '.github/ISSUE_TEMPLATE')).filter((file) => file !== 'config.yml');

  it.each(forms)('%s asks for something, each once', (file) => {
    const { name, description, body } = read<Form>(`.github/ISSUE_TEMPLATE/${file}`);
    expect([name, description].every((text) => text.length > 0)).toBe(true);
    const asked = body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);
    expect(asked).not.toContain(undefined);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBeGreaterThan(2);
  });

  it('CI runs what a person runs', () => {
    const { jobs } = read<{ jobs: Record<string, { steps: { run?: string }[] }> }>(
      '.github/workflows/ci.yml',
    );
    const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(commands).toContain('.ci/run');
    expect(existsSync(join(root, '.ci/run'))).toBe(true);
  });

  it('whoever cites finds the paper, too', () => {
    const cited = read<{ references: { title: string; url: string }[]; license: string }>('CITATION.cff');
    expect(cited.license).toBe('MIT');
    expect(cited.references.map(({ url }) => url)).toEqual(['https://arxiv.org/abs/1802.07590']);
  });
});
