import { builtInProtocols, type Protocol } from '@batchmates/protocols';
import { registryOf } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { auditRequest } from '../../src/audit/audit-request.ts';
import { audit } from '../../src/index.ts';

const services = { protocols: registryOf<Protocol>('protocol', builtInProtocols) };

const plan = async (params: object, { classes = 3, perClass = 20 } = {}) => {
  const labels = Uint16Array.from({ length: classes * perClass }, (_, image) => image % classes);
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
