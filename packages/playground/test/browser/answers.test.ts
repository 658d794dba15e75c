import { expect, it } from 'vitest';
import { nodeEngine, preparedImages } from '../fixtures/trained-networks.ts';
import { describePlayground } from './describe-playground.ts';
import { answersOf, seatsOf } from './open-page.ts';

describePlayground('answers', (playground) => {
  it('shows what Node answers for the same batch, of both networks under both statistics', async () => {
    await playground.visit(async (page) => {
      const seats = await seatsOf(page);
      expect(seats.map((picture) => playground.site.shelf.labels[picture])).toEqual([0, 1, 2, 3]);
      const indices = seats.map((picture) => Number(playground.site.shelf.ids[picture]!.split(':')[1]));
      for (const [index, checkpoint] of playground.trained.checkpoints.entries()) {
        const { name } = playground.site.networks[index]!;
        const images = await preparedImages(playground.trained.dataset, checkpoint, {
          split: 'test',
          indices,
        });
        const { network, state, population } = checkpoint;
        const engine = await nodeEngine();
        const program = await engine.compileInference(network, { state, precision: 'f32', threads: 1 });
        for (const statistics of ['batch', 'population'] as const) {
          const probabilities = await program.infer(
            images,
            statistics === 'batch' ? { kind: 'batch' } : { kind: 'fixed', moments: population! },
          );
          const shown = await answersOf(page, name, statistics);
          shown.forEach(({ predicted, percent: confidence }, place) => {
            const row = [...probabilities.subarray(place * 4, place * 4 + 4)];
            expect(predicted).toBe(row.indexOf(Math.max(...row)));
            // Half a percent is lost to rounding.
            expect(Math.abs(confidence - 100 * Math.max(...row))).toBeLessThanOrEqual(0.51);
          });
        }
        await program.dispose();
      }
    });
  });

  it('says what changed, and marks it in words at the seat', async () => {
    await playground.visit(async (page) => {
      const before = await answersOf(page, 'balanced', 'batch');
      await page.getByRole('button', { name: 'Find me a flip' }).click();
      const news = page.getByRole('status');
      await expect
        .poll(() => news.innerText())
        .toMatch(/Only the image in seat \d was exchanged\. \d+ answers? changed/);
      const seats = await seatsOf(page);
      const exchanged = seats.filter((picture, place) => picture !== place * 5);
      expect(exchanged).toHaveLength(1);
      const flips = page.locator('.answer.flip .was');
      expect(await flips.count()).toBeGreaterThan(0);
      const after = await answersOf(page, 'balanced', 'batch');
      after.forEach(({ predicted, was }, place) => {
        const stayed = seats[place] === place * 5;
        const flipped = stayed && predicted !== before[place]!.predicted;
        expect(was).toBe(flipped ? `⇄ was ${playground.site.classes[before[place]!.predicted]}` : undefined);
      });
      // By itself every image is what it was.
      expect(await page.locator('[data-statistics="population"] .flip').count()).toBe(0);
    });
  });

  it('tells how far means and variances lie from the population’s, in every batch norm', async () => {
    await playground.visit(async (page) => {
      const tables = page.locator('.distances table');
      await tables.first().waitFor();
      expect(await tables.count()).toBe(2);
      const norms = playground.trained.checkpoints[0]!.network.layers.filter(
        ({ kind }) => kind === 'batchNorm',
      );
      expect(await tables.first().locator('tbody th').allInnerTexts()).toEqual(norms.map(({ name }) => name));
      const numbers = async () => tables.first().locator('.number').allInnerTexts();
      const before = await numbers();
      expect(before.every((text) => /^\d+\.\d\d$/.test(text))).toBe(true);
      await page.getByRole('button', { name: 'Fill with one class' }).click();
      await page.getByLabel(/^Step/).fill('3');
      await expect.poll(numbers).not.toEqual(before);
    });
  });
});
