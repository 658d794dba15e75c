import type { Answer } from '../state/answered-batch.ts';
import { percent } from '../state/describe-change.ts';
import type { Flip } from '../state/flips.ts';

/** What `AnswerCell` shows. */
export interface AnswerCellProps {
  readonly answer: Answer | undefined;
  /** Undefined for a picture without a label. */
  readonly label: number | undefined;
  readonly flip: Flip | undefined;
  readonly classes: readonly string[];
}

/** Prediction and confidence for one seat: right or wrong by a sign, a flip by a frame and the class it was before. */
export function AnswerCell({ answer, label, flip, classes }: AnswerCellProps) {
  if (answer === undefined) return <td class="answer pending">…</td>;
  const { predicted, confidence } = answer;
  const verdict = label === undefined ? 'unknown' : label === predicted ? 'right' : 'wrong';
  return (
    <td class={`answer ${verdict}${flip === undefined ? '' : ' flip'}`} data-predicted={predicted}>
      <span class="class">{classes[predicted]}</span>
      <span class="confidence">
        <Verdict verdict={verdict} /> {percent(confidence)}
      </span>
      <span class="bar" aria-hidden="true">
        <span style={{ width: `${confidence * 100}%` }} />
      </span>
      {flip === undefined ? null : <span class="was">⇄ was {classes[flip.from]}</span>}
    </td>
  );
}

function Verdict({ verdict }: { verdict: 'right' | 'wrong' | 'unknown' }) {
  if (verdict === 'unknown') return null;
  return (
    <>
      <span class="sign" aria-hidden="true">
        {verdict === 'right' ? '✓' : '✗'}
      </span>
      <span class="visually-hidden">{verdict}</span>
    </>
  );
}
