import type { VNode } from 'preact';
import { Breakable } from './breakable.tsx';

/** A sentence in which `**` and backticks mark words, as elements: nothing in it is ever read as HTML. */
export function Prose({ text }: { readonly text: string }): VNode {
  return (
    <>
      {text.split(/(\*\*[^*]+\*\*|\*[^*\s][^*]*\*|`[^`]+`)/).map((part, i) => {
        if (i % 2 === 0) return <Breakable key={i} text={part} />;
        if (part.startsWith('**')) return <strong key={i}>{part.slice(2, -2)}</strong>;
        if (part.startsWith('*')) return <em key={i}>{part.slice(1, -1)}</em>;
        return (
          <code key={i}>
            <Breakable text={part.slice(1, -1)} />
          </code>
        );
      })}
    </>
  );
}
