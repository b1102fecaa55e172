import type { VNode } from 'preact';

/** Text whose arm ids (`pca-ot@6+7/k2/sequential`) break after a slash, where a line has to break, and not at a hyphen. */
export function Breakable({ text }: { readonly text: string }): VNode {
  return (
    <>
      {text.split(/(\S+@\S+)/).map((part, i) =>
        i % 2 === 0
          ? part
          : part.split(/(?<=\/)/).map((piece, j) => (
              <span key={`${i} ${j}`} class="piece">
                {piece}
              </span>
            )),
      )}
    </>
  );
}
