import type { ComponentChildren, VNode } from 'preact';

/** What a figure is drawn in, CSS pixels. `picture`: one image without parts of its own. */
export function Frame({
  width,
  height,
  label,
  picture = false,
  children,
}: {
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly picture?: boolean;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role={picture ? 'img' : 'group'}
      aria-label={label}
    >
      {children}
    </svg>
  );
}
