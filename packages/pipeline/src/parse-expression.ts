import type { Problem } from './problems.ts';

/** What stands in `${...}`: arithmetic of numbers and of the values of matrix axes. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  /** An axis, or with dots a key of an object: `batching`, `arm.batchSize`. */
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'negative'; readonly operand: Expression }
  | {
      readonly kind: 'operation';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    };

export type Operator = '+' | '-' | '*' | '/';

/** Why an expression has no value, less the place where it stands. */
export class ExpressionError extends Error {
  readonly problem: Omit<Problem, 'path'>;
  constructor(problem: Omit<Problem, 'path'>) {
    super(problem.what);
    this.problem = problem;
  }
}

/** The error of an expression whose text is `text`, with what was wrong about it. */
export function unworkable(text: string, about: Pick<Problem, 'expected' | 'received'>): ExpressionError {
  return new ExpressionError({
    code: 'pipeline/expression',
    what: `cannot work out "\${${text}}"`,
    ...about,
  });
}

/**
 * Parses numbers, names, `+ - * /` and parentheses; `*` and `/` bind closer, operations of one rank go from left to right. Names may
 * contain `-`, so a minus after a name stands apart from it. Throws an `ExpressionError` at anything else.
 */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text);
  let at = 0;
  const next = (...wanted: readonly string[]): string | undefined =>
    wanted.includes(tokens[at] ?? '') ? tokens[at++] : undefined;
  const refuse = (expected: string): ExpressionError =>
    unworkable(text, {
      expected,
      received: tokens[at] === undefined ? 'the end' : `"${tokens[at]}"`,
    });

  const chain = (operand: () => Expression, ...operators: readonly Operator[]): Expression => {
    let left = operand();
    for (let sign = next(...operators); sign !== undefined; sign = next(...operators))
      left = { kind: 'operation', operator: sign as Operator, left, right: operand() };
    return left;
  };
  const sum = (): Expression => chain(product, '+', '-');
  const product = (): Expression => chain(signed, '*', '/');
  const signed = (): Expression =>
    next('-') === undefined ? atom() : { kind: 'negative', operand: signed() };
  const atom = (): Expression => {
    if (next('(') !== undefined) {
      const inside = sum();
      if (next(')') === undefined) throw refuse('an operator or )');
      return inside;
    }
    const token = tokens[at] ?? '';
    if (!/^[\dA-Za-z]/.test(token)) throw refuse('a number, a matrix axis or (');
    at += 1;
    return /^\d/.test(token) ? { kind: 'number', value: Number(token) } : { kind: 'reference', name: token };
  };

  const whole = sum();
  if (at < tokens.length) throw refuse('+, -, * or /');
  return whole;
}

/** A number, a name with dots, or any other character. */
const TOKEN = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z][\w-]*(?:\.[\w-]+)*|\S/g;

function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}
