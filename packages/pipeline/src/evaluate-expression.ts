import { match } from 'ts-pattern';
import { unworkable, type Expression, type Operator } from './parse-expression.ts';

/**
 * The value of an expression: of a name alone whatever `lookUp` gives for it, else a number. Throws an `ExpressionError` where an operand
 * is no number, and where the result is not finite, such as a division by zero. `text` is the expression for messages.
 */
export function evaluateExpression(
  expression: Expression,
  { text, lookUp }: { readonly text: string; readonly lookUp: (name: string) => unknown },
): unknown {
  const numeric = (node: Expression): number => {
    const value = match(node)
      .with({ kind: 'number' }, (literal) => finite(literal.value, text))
      .with({ kind: 'reference' }, ({ name }) => operand(lookUp(name), { name, text }))
      .with({ kind: 'negative' }, (negative) => -numeric(negative.operand))
      .with({ kind: 'operation' }, ({ operator, left, right }) =>
        operate(operator, [numeric(left), numeric(right)], text),
      )
      .exhaustive();
    // Minus zero is a zero like any other.
    return value + 0;
  };
  return expression.kind === 'reference' ? lookUp(expression.name) : numeric(expression);
}

function finite(value: number, text: string): number {
  if (Number.isFinite(value)) return value;
  throw unworkable(text, { expected: 'a finite number', received: 'a number too large to be one' });
}

function operand(value: unknown, { name, text }: { readonly name: string; readonly text: string }): number {
  if (typeof value === 'number') return value;
  const received = typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value);
  throw unworkable(text, { expected: `a number for ${name}`, received });
}

function operate(operator: Operator, [left, right]: readonly [number, number], text: string): number {
  const result = match(operator)
    .with('+', () => left + right)
    .with('-', () => left - right)
    .with('*', () => left * right)
    .with('/', () => left / right)
    .exhaustive();
  if (Number.isFinite(result)) return result;
  const expected = operator === '/' && right === 0 ? 'a divisor other than 0' : 'a finite number';
  throw unworkable(text, { expected, received: `${left} ${operator} ${right}` });
}
