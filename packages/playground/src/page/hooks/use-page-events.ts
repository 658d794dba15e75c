import { useEffect, useRef } from 'preact/hooks';

/** Hears the Escape key wherever the focus is. */
export function useEscape(onEscape: () => void): void {
  useWindowEvent('keydown', ({ key }) => {
    if (key === 'Escape') onEscape();
  });
}

/** Hears of files that are dropped anywhere on the page. */
export function useDroppedFiles(onFile: (file: Blob) => void): void {
  useWindowEvent('dragover', (event) => {
    event.preventDefault();
  });
  useWindowEvent('drop', (event) => {
    event.preventDefault();
    for (const file of event.dataTransfer?.files ?? []) onFile(file);
  });
}

function useWindowEvent<Name extends keyof WindowEventMap>(
  name: Name,
  hear: (event: WindowEventMap[Name]) => void,
): void {
  const newest = useRef(hear);
  newest.current = hear;
  useEffect(() => {
    const listener = (event: WindowEventMap[Name]) => {
      newest.current(event);
    };
    window.addEventListener(name, listener);
    return () => {
      window.removeEventListener(name, listener);
    };
  }, [name]);
}
