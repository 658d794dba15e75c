/// <reference lib="dom" />

/**
 * Times swaps on the page of a playground, in ms each: from pressing a seat, while an image of the shelf is picked up, to the second frame after the new
 * answers are on the page; self-contained, for it is sent to the browser.
 */
export async function timeSwaps(swaps: number): Promise<readonly number[]> {
  const find = (selector: string): HTMLElement => {
    const element = document.querySelector<HTMLElement>(selector);
    if (element === null) throw new Error(`the page has no ${selector}`);
    return element;
  };
  const board = find('.board');
  const becomes = (busy: string) =>
    new Promise<void>((resolve) => {
      if (board.getAttribute('aria-busy') === busy) {
        resolve();
        return;
      }
      const observer = new MutationObserver(() => {
        if (board.getAttribute('aria-busy') !== busy) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(board, { attributes: true });
    });
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const times: number[] = [];
  for (let swap = 0; swap < swaps; swap++) {
    const seats = document.querySelectorAll('[data-seat]').length;
    find('[data-shelved]:not(.seated)').click();
    // Until the statistics of the layers are there, which the visitor does not wait for.
    await pause(250);
    const begun = performance.now();
    find(`[data-seat="${swap % seats}"]`).click();
    await becomes('true');
    await becomes('false');
    await frame();
    await frame();
    times.push(performance.now() - begun);
  }
  return times;
}
