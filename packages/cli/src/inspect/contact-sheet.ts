import type { DatasetInfo, Split } from '@batchmates/dataset';

/** Most classes (rows) and images of each (columns) that a sheet shows. */
const limits = { classes: 20, images: 12 };

const gap = 4;
const labelHeight = 18;

/**
 * Writes a contact sheet (PNG): the first images of every class, one class per row under its name; small images are
 * enlarged to at least 64 pixels, large ones reduced to 128.
 */
export async function writeContactSheet(file: string, split: Split, info: DatasetInfo): Promise<void> {
  const { default: sharp } = await import('sharp');
  const side = Math.min(128, Math.max(64, info.shape.width));
  const rows = firstOfEveryClass(split, info.classNames.length);
  const width = gap + Math.max(1, ...rows.map(({ images }) => images.length)) * (side + gap);
  const rowHeight = labelHeight + side + gap;
  const tiles = await Promise.all(
    rows.flatMap(({ images }, row) =>
      images.map(async (image, column) => ({
        input: await tile(image, side),
        left: gap + column * (side + gap),
        top: row * rowHeight + labelHeight,
      })),
    ),
  );
  const labels = rows.map(({ label }, row) => ({
    input: Buffer.from(labelSvg(info.classNames[label] ?? String(label), width)),
    left: 0,
    top: row * rowHeight,
  }));
  await sharp({
    create: { width, height: gap + rows.length * rowHeight, channels: 3, background: '#ffffff' },
  })
    .composite([...tiles, ...labels])
    .png()
    .toFile(file);

  async function tile(index: number, pixels: number): Promise<Buffer> {
    const { height, width: columns, channels } = info.shape;
    const bytes = split.image(index);
    const image =
      info.encoding === 'raw'
        ? sharp(bytes, { raw: { height, width: columns, channels: channels as 1 | 3 } })
        : sharp(bytes).rotate();
    // Pixels of small images stay visible as pixels.
    const kernel = info.encoding === 'raw' && columns < pixels ? 'nearest' : 'lanczos3';
    return image.resize(pixels, pixels, { fit: 'cover', kernel }).png().toBuffer();
  }
}

function firstOfEveryClass({ labels }: Split, classes: number): { label: number; images: number[] }[] {
  const rows = Array.from({ length: Math.min(classes, limits.classes) }, (_, label) => ({
    label,
    images: [] as number[],
  }));
  labels.forEach((label, index) => {
    const row = rows[label];
    if (row !== undefined && row.images.length < limits.images) row.images.push(index);
  });
  return rows;
}

function labelSvg(name: string, width: number): string {
  const text = name.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${labelHeight}"><text x="${gap}" y="13" font-size="12" font-family="sans-serif" fill="#16191f">${text}</text></svg>`;
}
