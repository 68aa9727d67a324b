// A list of acts at a place of the page: under the pointer, or at what has the focus. May import its neighbours.
import { useRef } from 'react';
import { Menu, Popover } from 'react-aria-components';
import type { MenuAct } from './MenuButton.tsx';
import { MenuActItem } from './MenuButton.tsx';

export interface ContextMenuProps {
  /** Name for screen readers: what the acts are for. */
  readonly label: string;
  /** In pixels of the window. */
  readonly at: { readonly x: number; readonly y: number };
  readonly acts: readonly MenuAct[];
  readonly onClose: () => void;
}

export function ContextMenu({ label, at, acts, onClose }: ContextMenuProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={anchor} className="menu-anchor" style={{ left: at.x, top: at.y }} />
      <Popover
        className="popover"
        isOpen
        triggerRef={anchor}
        placement="bottom start"
        onOpenChange={(isOpen) => !isOpen && onClose()}
      >
        <Menu
          className="listbox"
          aria-label={label}
          autoFocus="first"
          onAction={(key) => {
            onClose();
            acts.find((act) => act.id === key)?.run();
          }}
        >
          {acts.map((act) => (
            <MenuActItem key={act.id} act={act} />
          ))}
        </Menu>
      </Popover>
    </>
  );
}
