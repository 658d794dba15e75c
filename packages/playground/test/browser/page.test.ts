import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, it } from 'vitest';
import { describePlayground, HOSTILE } from './describe-playground.ts';
import { seat } from './open-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describePlayground('the page', (playground) => {
  it('shows names of classes as text, whatever they contain', async () => {
    await playground.visit(async (page) => {
      expect(await page.locator('img').count()).toBe(0);
      expect(await seat(page, 1).innerText()).toBe(HOSTILE);
      expect(await page.locator('option', { hasText: HOSTILE }).count()).toBe(2);
      await page.getByRole('button', { name: 'Remove a class' }).click();
      expect(await page.locator('img').count()).toBe(0);
    });
  });

  it.each([
    { width: 390, colorScheme: 'light' },
    { width: 390, colorScheme: 'dark' },
    { width: 1400, colorScheme: 'light' },
    { width: 1400, colorScheme: 'dark' },
  ] as const)(
    'is accessible and fits the window at $width px, $colorScheme',
    async ({ width, colorScheme }) => {
      await playground.visit(
        async (page) => {
          await page.evaluate(axe);
          const examine = async () => {
            const results = await page.evaluate<AxeResults>(`axe.run()`);
            expect(results.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
            expect(await page.evaluate(`document.documentElement.scrollWidth - innerWidth`)).toBe(0);
          };
          await examine();
          await page.getByRole('button', { name: 'Circulate a weak image' }).click();
          await page.getByRole('button', { name: 'Next' }).click();
          await seat(page, 3).focus();
          await page.keyboard.press('Enter');
          await page.locator('.shelf select').selectOption('weak');
          await examine();
        },
        { viewport: { width, height: 844 }, colorScheme },
      );
    },
  );
});
