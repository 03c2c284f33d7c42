import { type ReactNode, useEffect, useRef } from 'react';

/** Takes the focus when its screen appears, so that a screen reader starts there and Tab goes on from there. */
export function ScreenTitle({ children }: { children: ReactNode }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return (
    <h1 ref={title} tabIndex={-1} className="screen-title">
      {children}
    </h1>
  );
}
