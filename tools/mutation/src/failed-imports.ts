import type { Reporter, TestModule, Vitest } from 'vitest/node';

/**
 * A reporter of vitest that turns errors of whole test files into errors of the run: Stryker's vitest runner counts tests only, and a
 * mutant with which a file cannot even be imported has none that fail.
 */
export class FailedImports implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const error of module.errors()) this.#vitest?.state.catchError(error, 'Failed test file');
    }
  }
}
