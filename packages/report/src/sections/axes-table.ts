import type { Arm } from '../analysis/arm.ts';
import { differences, settingName, tellWhole } from '../analysis/settings.ts';
import type { TableBlock } from '../document/document.ts';

/** Everything that differs between the ways of training, where it is more than one thing: linked changes, too. */
export function axesTable(arms: readonly Arm[]): TableBlock[] {
  const [first, ...others] = arms;
  if (first === undefined) return [];
  const names = [...new Set(others.flatMap((arm) => differences(first.settings, arm.settings)))];
  if (names.length < 2) return [];
  return [
    {
      kind: 'table',
      id: 'axes',
      caption: 'What differs between the ways of training',
      corner: 'Training',
      folded: true,
      columns: names.map((name) => ({ label: settingName(name), text: true })),
      rows: arms.map(({ label, settings }) => ({
        header: label,
        cells: names.map((name) => ({ text: tellWhole(settings, name) || '–' })),
      })),
      note: ['Seeds aside, all ways of training agree in everything else.'],
    },
  ];
}
