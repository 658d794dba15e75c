/** A command of a sample of shell, or a file that the sample writes. */
export interface ShellSample {
  /** The words of each command. */
  readonly commands: readonly (readonly string[])[];
  /** What `cat > <file> <<'END'` writes. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** Programs whose commands are looked at. */
const PROGRAMS = ['npx', 'npm', 'batchmates', 'node'];

/**
 * The commands of a sample. Where lines begin with `$ `, the others are what was printed; `#` begins a comment; settings of variables in front and redirections behind a
 * command are left out.
 */
export function readCommands(text: string): ShellSample {
  const files: { name: string; text: string }[] = [];
  const rest = text.replaceAll(
    /^cat > (\S+) <<'(\w+)'\n([^]*?)^\2$/gm,
    (_all, name: string, _end, body: string) => {
      files.push({ name, text: body });
      return '';
    },
  );
  const lines = rest.replaceAll('\\\n', ' ').split('\n');
  const session = lines.some((line) => line.startsWith('$ '));
  const commands = lines
    .filter((line) => !session || line.startsWith('$ '))
    .flatMap((line) => line.replace(/^\$ /, '').split(/ && | \| |; /))
    .map(wordsOf)
    .filter(([program]) => PROGRAMS.includes(program ?? ''));
  return { commands, files };
}

/** The words of one command. */
export function wordsOf(line: string): readonly string[] {
  const words = [...line.replace(/(^|\s)#.*$/, '').matchAll(/"([^"]*)"|'([^']*)'|\S+/g)].map(
    ([plain, double, single]) => double ?? single ?? plain,
  );
  const start = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const command = start < 0 ? [] : words.slice(start);
  const end = command.findIndex((word) => /^\d?>>?$/.test(word));
  return end < 0 ? command : command.slice(0, end);
}
