import { builtInProtocols, type Protocol } from '@batchmates/protocols';
import { registryOf } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { auditRequest } from '../../src/audit/audit-request.ts';
import { audit } from '../../src/index.ts';

const services = { protocols: registryOf<Protocol>('protocol', builtInProtocols) };

const plan = async (params: object, { classes = 3, perClass = 20 } = {}) => {
  const labels = Uint16Array.from({ length: classes * perClass }, (_, image) => image % classes);
  return planOf(params, { labels, classes });
};

const planOf = async (
  params: object,
  { labels, classes }: { readonly labels: Uint16Array; readonly classes: number },
) => {
  const parsed = audit.params.parse(params);
  const options = { params: parsed, services, pipelineDirectory: import.meta.dirname };
  return (await auditRequest(options, { labels, classes })).plan;
};

const told = ({ cells }: Awaited<ReturnType<typeof plan>>) =>
  cells.map(({ protocol, seeds, batchSize }) => [protocol.name, batchSize, seeds.length]);

describe('the cells of an audit', () => {
  test('each once, those that draw nothing in one arrangement', async () => {
    const planned = await plan({ batchSize: 6 });
    expect(told(planned)).toEqual([
      ['standard', null, 1],
      ['random', 6, 4],
      ['balanced', 6, 4],
      ['sorted', 6, 1],
      ['stream', 6, 1],
      ['single', 1, 1],
    ]);
    expect(planned.roles).toEqual({
      fixed: 0,
      random: 1,
      balanced: 2,
      control: 1,
      measuredAs: 2,
      servedAs: 0,
      trainedOn: 2,
    });
    expect(planned.skipped).toEqual([]);
  });

  test('balanced batches of another size have random ones of their own', async () => {
    const planned = await plan({ batchSize: 7, seed: 5, arrangements: 6 });
    expect(told(planned).slice(0, 4)).toEqual([
      ['standard', null, 1],
      ['random', 7, 6],
      ['balanced', 6, 6],
      ['random', 6, 6],
    ]);
    expect(planned.roles).toMatchObject({ random: 1, balanced: 2, control: 3 });
    expect(planned.cells[1]!.seeds).toEqual([5, 6, 7, 8, 9, 10]);
  });

  test('what is chosen is filled in, and stands beside the others', async () => {
    const measuredAs = { kind: 'shuffled-balanced', rearrangements: 2 };
    const servedAs = { kind: 'standard', statistics: 'running' };
    const planned = await plan({ batchSize: 6, measuredAs, servedAs });
    expect(planned.cells.slice(6).map(({ protocol, options }) => [protocol.name, options])).toEqual([
      ['shuffled-balanced', { samplesPerClass: 2, rearrangements: 2 }],
      ['standard', { statistics: 'running', batchSize: 50 }],
    ]);
    expect(planned.roles).toMatchObject({ fixed: 0, balanced: 2, measuredAs: 6, servedAs: 7 });
  });

  test('balanced batches of a composition of their own are those of the label gain', async () => {
    const given = await plan({ batchSize: 6, measuredAs: { kind: 'balanced', samplesPerClass: 1 } });
    expect(told(given).slice(0, 4)).toEqual([
      ['standard', null, 1],
      ['random', 6, 4],
      ['balanced', 3, 4],
      ['random', 3, 4],
    ]);
    expect(given.roles).toMatchObject({ random: 1, balanced: 2, control: 3, measuredAs: 2 });
  });

  test('P x K batches have a label gain of their own; P = all classes is the composition of balanced', async () => {
    const of10 = { classes: 10, perClass: 20 };
    const pk = await plan({ batchSize: 16, measuredAs: 'grouped' }, of10);
    expect(told(pk).slice(0, 3)).toEqual([
      ['standard', null, 1],
      ['random', 16, 4],
      ['grouped', 16, 4],
    ]);
    expect(told(pk).map(([name]) => name)).not.toContain('balanced');
    expect(pk.roles).toMatchObject({ random: 1, balanced: 2, control: 1, measuredAs: 2, trainedOn: 2 });

    const all = { kind: 'grouped', classes: 10, samples: 2 };
    const once = await plan({ batchSize: 20, measuredAs: all, servedAs: 'balanced' }, of10);
    expect(told(once).filter(([name]) => name === 'grouped' || name === 'balanced')).toHaveLength(1);
    expect(once.roles).toMatchObject({ balanced: 2, measuredAs: 2, servedAs: 2 });
    const other = await plan({ batchSize: 20, measuredAs: 'grouped', servedAs: 'balanced' }, of10);
    expect(told(other).filter(([name]) => name === 'grouped' || name === 'balanced')).toHaveLength(2);
  });

  test('the training composition is measured whatever images were measured in', async () => {
    const of10 = { classes: 10, perClass: 20 };
    const params = { batchSize: 18, measuredAs: 'standard' };
    const trained = await plan({ ...params, trainedOn: { kind: 'grouped', samples: 3 } }, of10);
    expect(told(trained)[2]).toEqual(['grouped', 18, 4]);
    expect(trained.roles).toMatchObject({ measuredAs: 0, balanced: 2, control: 1, trainedOn: 2 });
    const both = await plan({ ...params, measuredAs: 'balanced', trainedOn: 'grouped' }, of10);
    expect(both.roles).toMatchObject({ balanced: 2, measuredAs: 2, trainedOn: both.cells.length - 1 });
    expect(both.cells.at(-1)!.protocol.name).toBe('grouped');
    const sorted = await plan({ ...params, trainedOn: 'sorted' }, of10);
    expect(sorted.cells[sorted.roles.trainedOn!]!.protocol.name).toBe('sorted');
    expect(sorted.cells[sorted.roles.balanced!]!.protocol.name).toBe('balanced');
    await expect(plan({ ...params, trainedOn: 'groupd' }, of10)).rejects.toThrow('did you mean "grouped"?');
  });

  test('on images in the order of their classes the order of the data set is not measured again', async () => {
    const labels = Uint16Array.from({ length: 35 }, (_, image) => Math.floor(image / 12));
    const planned = await planOf({ batchSize: 8, servedAs: 'stream' }, { labels, classes: 3 });
    expect(told(planned).map(([name]) => name)).not.toContain('stream');
    expect(planned.cells[planned.roles.servedAs!]!.protocol.name).toBe('sorted');
    expect(planned.skipped).toContainEqual({
      what: 'Data set order',
      reason: 'the same batches as “Sorted by class” on these images',
    });
  });

  describe('classes of different sizes', () => {
    const labelsOf = (counts: readonly number[]) =>
      Uint16Array.from(counts.flatMap((count, label) => Array<number>(count).fill(label)));

    test('a rare class makes composed batches smaller, which is said', async () => {
      const labels = labelsOf([40, 30, 20, 2]);
      const planned = await planOf({ batchSize: 32 }, { labels, classes: 4 });
      expect(planned.cells[planned.roles.balanced!]).toMatchObject({ batchSize: 8 });
      expect(planned.cells[planned.roles.control!]).toMatchObject({ batchSize: 8 });
      expect(planned.skipped).toContainEqual({
        what: 'Balanced batches of 32 images',
        reason: 'the smallest class has 2, so that they have 8',
      });
      const enough = await planOf({ batchSize: 8 }, { labels, classes: 4 });
      expect(enough.skipped.map(({ what }) => what)).not.toContain('Balanced batches of 8 images');
      expect(enough.cells[enough.roles.balanced!]).toMatchObject({ batchSize: 8 });
    });

    test('more classes than images in a batch leave a rare class its one image', async () => {
      const labels = labelsOf([30, 20, 10, 8, 6, 5, 3, 1]);
      const balanced = await planOf({ batchSize: 5 }, { labels, classes: 8 });
      expect(balanced.cells[balanced.roles.balanced!]).toMatchObject({ batchSize: 5 });
      const pk = await planOf({ batchSize: 5, measuredAs: 'grouped' }, { labels, classes: 8 });
      expect(pk.cells[pk.roles.balanced!]).toMatchObject({
        batchSize: 5,
        options: { classes: 5, samples: 1 },
      });
      expect(pk.skipped.map(({ what }) => what).filter((what) => /of 5 images/.test(what))).toEqual([]);
    });

    test('two classes, and a last batch that is not full', async () => {
      const labels = labelsOf([23, 14]);
      const planned = await planOf({ batchSize: 10 }, { labels, classes: 2 });
      expect(told(planned).slice(0, 3)).toEqual([
        ['standard', null, 1],
        ['random', 10, 4],
        ['balanced', 10, 4],
      ]);
      const pk = await planOf({ batchSize: 10, measuredAs: 'grouped' }, { labels, classes: 2 });
      expect(pk.cells[2]).toMatchObject({ batchSize: 10, options: { classes: 2, samples: 5 } });
    });
  });

  test('a protocol that decides by lot what it does not arrange by lot is run in all arrangements', async () => {
    const planned = await plan({ batchSize: 6, measuredAs: 'assignment' });
    expect(told(planned).at(-1)).toEqual(['assignment', null, 4]);
  });

  test('classes without images: balanced batches are skipped, and with them the label gain', async () => {
    const params = audit.params.parse({ batchSize: 4, measuredAs: 'random' });
    const options = { params, services, pipelineDirectory: import.meta.dirname };
    const images = { labels: Uint16Array.from({ length: 20 }, (_, image) => 2 * (image % 2)), classes: 3 };
    const planned = (await auditRequest(options, images)).plan;
    expect(planned.roles).toMatchObject({ balanced: null, control: null });
    expect(planned.skipped.map(({ what }) => what)).toEqual(['Balanced batches', 'label gain']);
    expect(planned.skipped[1]!.reason).toMatch(/class/);
    const chosen = { ...options, params: audit.params.parse({ batchSize: 4 }) };
    await expect(auditRequest(chosen, images)).rejects.toMatchObject({ code: 'batching/empty-class' });
  });

  test('mistakes', async () => {
    await expect(plan({ batchSize: 61 })).rejects.toMatchObject({ code: 'protocol/large-batch' });
    await expect(plan({ batchSize: 6, measuredAs: 'balancd' })).rejects.toThrow('did you mean "balanced"?');
    expect(audit.params.safeParse({}).success).toBe(false);
    expect(audit.params.safeParse({ batchSize: 1 }).success).toBe(false);
    expect(audit.params.safeParse({ batchSize: 6, arrangements: 3 }).success).toBe(false);
  });
});
