/// <reference lib="dom" />
import { expect, it } from 'vitest';
import { describePlayground } from './describe-playground.ts';
import { answered, answersOf, seatsOf } from './open-page.ts';

describePlayground('scenes', (playground) => {
  it.each([
    { scene: 'Circulate a weak image', steps: 4 },
    { scene: 'Two weak images at once', steps: 4 },
    { scene: 'Remove a class', steps: 1 },
    { scene: 'Fill with one class', steps: 3 },
    { scene: 'Random batch', steps: 1 },
  ])('leads through the scene: $scene', async ({ scene, steps }) => {
    await playground.visit(async (page) => {
      await page.getByRole('button', { name: scene }).click();
      await page.getByText(`Step 0 of ${steps}`).waitFor();
      await answered(page);
      const batches = new Set([(await seatsOf(page)).join()]);
      for (let step = 1; step <= steps; step++) {
        batches.add(
          (await playground.change(page, () => page.getByRole('button', { name: 'Next' }).click())).join(),
        );
      }
      expect(batches.size).toBe(steps + 1);
      const next = page.getByRole('button', { name: 'Next' });
      expect(await next.getAttribute('aria-disabled')).toBe('true');
      // Whoever came here by keyboard stays where they are, and pressing on changes nothing.
      expect(await next.evaluate((button) => document.activeElement === button)).toBe(true);
      const end = await seatsOf(page);
      await page.keyboard.press('Enter');
      expect([await seatsOf(page), page.url().endsWith(`step=${steps}`)]).toEqual([end, true]);
      expect(page.url()).toContain(`step=${steps}`);
      const circulated = page.locator('.trace tbody tr');
      if (steps === 4) {
        expect(await circulated.count()).toBe(2);
        expect(await page.locator('.trace tbody td', { hasText: '·' }).count()).toBe(0);
        expect(await circulated.first().innerText()).toMatch(/missing class in \d of [3-8]/);
      } else expect(await circulated.count()).toBe(0);
    });
  });

  it('plays a scene by itself, unless less motion is preferred', async () => {
    await playground.visit(
      async (page) => {
        await page.getByRole('button', { name: 'Circulate a weak image' }).click();
        await page.getByText('Step 2 of 4').waitFor();
        await page.getByRole('button', { name: 'Pause' }).click();
        const at = await seatsOf(page);
        await page.waitForTimeout(1500);
        expect(await seatsOf(page)).toEqual(at);
      },
      { reducedMotion: 'no-preference' },
    );
    await playground.visit(async (page) => {
      await page.getByRole('button', { name: 'Circulate a weak image' }).click();
      await page.waitForTimeout(1500);
      expect(await page.getByText('Step 0 of 4').count()).toBe(1);
    });
  });

  it('keeps its state in the address, for another visit and for another person', async () => {
    let address = '';
    let [seats, shown]: unknown[] = [];
    await playground.visit(async (page) => {
      await page.getByRole('button', { name: 'Two weak images at once' }).click();
      await page.getByLabel(/^Step/).fill('3');
      await page.locator('.shelf select').selectOption('weak');
      await answered(page);
      [seats, shown] = [await seatsOf(page), await answersOf(page, 'balanced', 'batch')];
      address = new URL(page.url()).hash;
    });
    await playground.visit(
      async (page) => {
        expect(await seatsOf(page)).toEqual(seats);
        const again = await answersOf(page, 'balanced', 'batch');
        const plain = (answers: unknown) =>
          (answers as typeof again).map(({ predicted, percent }) => [predicted, percent]);
        expect(plain(again)).toEqual(plain(shown));
        expect(await page.getByText('Step 3 of 4').count()).toBe(1);
        expect(await page.locator('.shelf select').inputValue()).toBe('weak');
        // An address that is pasted into the open page.
        await page.evaluate(`location.hash = 'batch=1.6.11.16'`);
        await expect.poll(() => seatsOf(page)).toEqual([1, 6, 11, 16]);
        // One that was damaged on its way.
        await page.evaluate(`location.hash = 'batch=1.x.99'`);
        await expect.poll(() => seatsOf(page)).toEqual([1, 5, 10]);
      },
      { fragment: address },
    );
  });
});
