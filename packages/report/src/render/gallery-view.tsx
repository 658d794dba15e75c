/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { Gallery, GalleryBatch, GalleryItem, Picture } from '../document/document.ts';
import { InlineContent } from './data-table.tsx';

/** Images with their answers and batches, one card each. */
export function GalleryView({ gallery: { id, title, ways, items, note } }: { gallery: Gallery }) {
  return (
    <details id={id} class="gallery">
      <summary>{title}</summary>
      <ul>
        {items.map((item) => (
          <li data-label={item.label}>
            <Card item={item} ways={ways} />
          </li>
        ))}
      </ul>
      <p class="note">
        <InlineContent content={note} />
      </p>
    </details>
  );
}

function Card({ item, ways }: { item: GalleryItem; ways: readonly string[] }) {
  return (
    <>
      <Thumbnail {...item} />
      <div>
        <p>
          <strong>{item.label}</strong> <small>{item.name}</small>
        </p>
        <dl>
          {item.answers.map(({ text, right }, index) => (
            <div>
              <dt>{ways[index]}</dt>
              <dd class={right ? 'right' : 'wrong'}>
                {right ? '✓' : '✗'} {text}
              </dd>
            </div>
          ))}
        </dl>
        {item.batch === undefined ? null : <Batch batch={item.batch} />}
      </div>
    </>
  );
}

function Batch({ batch: { way, note, images } }: { batch: GalleryBatch }) {
  return (
    <>
      <ol class="batch" aria-label={`Its batch, ${way}`}>
        {images.map(({ right, self, name, picture }) => (
          <li class={[right ? '' : 'wrong', self ? 'self' : ''].join(' ').trim() || undefined}>
            <Thumbnail name={self ? `${name} (this image)` : name} picture={picture} />
          </li>
        ))}
      </ol>
      {note === '' ? null : <small>{note}</small>}
    </>
  );
}

/** A picture, or where there is none its name. */
function Thumbnail({ name, picture }: Picture) {
  return picture === undefined ? (
    <span class="thumbnail">{name}</span>
  ) : (
    <img class="thumbnail" src={picture} alt={name} title={name} />
  );
}
