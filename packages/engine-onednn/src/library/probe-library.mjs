// `node probe-library.mjs <library> [companion...]`: opens a library in this process, which a damaged one takes down, makes a
// CPU engine, and prints one line of JSON: `{"version":[3,6,2]}`, or `{"reason":"..."}` with exit code 1.
import koffi from 'koffi';

const [path = '', ...companions] = process.argv.slice(2);
try {
  for (const companion of companions) koffi.load(companion, { global: true });
  const library = koffi.load(path);
  const status = library.func('int dnnl_engine_create(_Out_ void **, int, size_t)')([null], 1, 0);
  if (status !== 0) throw new Error(`no CPU engine: status ${status}`);
  const numbers = library.func('dnnl_version', 'uintptr_t', [])();
  say({ version: [...new Int32Array(koffi.view(BigInt(numbers), 12))] });
} catch (error) {
  say({
    reason: String(/** @type {Error} */ (error).message)
      .trim()
      .split('\n')[0],
  });
  process.exitCode = 1;
}

/** @param {object} answer */
function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
