/** A colour in linear light, red, green, blue 0-1. */
export type LinearColour = readonly [number, number, number];

/** Forms of full dichromacy as matrices on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1). */
export const deficiencies = {
  none: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

/** `#rrggbb` in linear light. */
export function parseColour(hex: string): LinearColour {
  const channel = (start: number) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** How a colour looks with a deficiency. */
export function seenWith(
  [red, green, blue]: LinearColour,
  deficiency: keyof typeof deficiencies,
): LinearColour {
  const matrix = deficiencies[deficiency];
  const row = (start: 0 | 3 | 6) =>
    Math.min(
      1,
      Math.max(0, matrix[start] * red + matrix[(start + 1) as 1] * green + matrix[(start + 2) as 2] * blue),
    );
  return [row(0), row(3), row(6)];
}

/** WCAG 2 contrast ratio, 1-21. */
export function contrast(one: LinearColour, other: LinearColour): number {
  const [high, low] = [luminance(one), luminance(other)].sort((left, right) => right - left) as [
    number,
    number,
  ];
  return (high + 0.05) / (low + 0.05);
}

/** Euclidean distance in CIE Lab (D65): about 2 is just visible. */
export function labDistance(one: LinearColour, other: LinearColour): number {
  const [left, right] = [lab(one), lab(other)];
  return Math.hypot(left[0] - right[0], left[1] - right[1], left[2] - right[2]);
}

function luminance([red, green, blue]: LinearColour): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function lab(colour: LinearColour): LinearColour {
  const [red, green, blue] = colour;
  const root = (value: number) =>
    value > 216 / 24389 ? Math.cbrt(value) : ((24389 / 27) * value + 16) / 116;
  const x = root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = root(luminance(colour));
  const z = root((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
