/** The variable that says what `engine: auto` stands for; unset, empty and `auto` are the same. */
export const ENGINE_VARIABLE = 'BATCHMATES_ENGINE';

/** Stands for any engine. */
export const AUTO = 'auto';

/** The engine that is meant by the name of one or by `auto`. */
export function engineMeant(engine: string, environment: NodeJS.ProcessEnv = process.env): string {
  return engine === AUTO ? environment[ENGINE_VARIABLE] || AUTO : engine;
}
