/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* menu.tsx — a button that shows a small panel under itself; Escape or leaving it puts it away. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

interface MenuProps {
  label: ComponentChildren;
  name: string;
  className?: string;
  children: (close: () => void) => ComponentChildren;
}

export function Menu({ label, name, className = "button quiet", children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => box.current?.contains(event.target as Node) || setOpen(false);
    addEventListener("pointerdown", outside);
    addEventListener("focusin", outside);
    return () => {
      removeEventListener("pointerdown", outside);
      removeEventListener("focusin", outside);
    };
  }, [open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    event.preventDefault();
    close();
  };
  return (
    <div class="menu" ref={box} onKeyDown={onKeyDown}>
      <button
        type="button"
        class={className}
        ref={button}
        aria-expanded={open}
        aria-controls={panel}
        aria-label={name}
        onClick={() => setOpen(!open)}
      >
        {label}
      </button>
      <div class="menu-panel" id={panel} hidden={!open}>
        {open && children(close)}
      </div>
    </div>
  );
}
