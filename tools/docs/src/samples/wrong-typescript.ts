import { join } from 'node:path';
import ts from 'typescript';

/** A sample of TypeScript. */
export interface TypeScriptSample {
  /** Where it stands, for messages. */
  readonly place: string;
  readonly text: string;
}

/** What the compiler says against samples, as files beside a pipeline of the repository: `<place> <message>`. */
export function wrongTypeScript(samples: readonly TypeScriptSample[], root: string): readonly string[] {
  const folder = join(root, 'examples/third-party');
  const config = ts.readConfigFile(join(root, 'tsconfig.base.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const files = new Map(samples.map((sample, index) => [join(folder, `sample-${index}.ts`), sample]));
  const host = ts.createCompilerHost({ ...options, noEmit: true });
  const readSource = host.getSourceFile.bind(host);
  const isFile = host.fileExists.bind(host);
  host.fileExists = (file) => files.has(file) || isFile(file);
  host.getSourceFile = (file, language, ...rest) => {
    const sample = files.get(file);
    return sample === undefined
      ? readSource(file, language, ...rest)
      : ts.createSourceFile(file, sample.text, language, true);
  };
  const settings = {
    ...options,
    composite: false,
    emitDeclarationOnly: false,
    declaration: false,
    declarationMap: false,
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  const program = ts.createProgram([...files.keys()], settings, host);
  return [...files].flatMap(([file, { place }]) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => `${place} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  );
}
