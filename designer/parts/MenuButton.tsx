// A button that opens a list of acts. May import its neighbours.
import type { ReactNode } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';

export interface MenuAct {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly keys?: string;
  readonly danger?: boolean;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

export interface MenuButtonProps {
  readonly label: string;
  readonly icon?: ReactNode;
  /** Shown beside the picture; without it the label is read out only. */
  readonly words?: string;
  readonly acts: readonly MenuAct[];
}

export function MenuButton({ label, icon, words, acts }: MenuButtonProps) {
  return (
    <MenuTrigger>
      <AriaButton className="button" data-tone={words === undefined ? 'quiet' : 'plain'} aria-label={label}>
        {icon}
        {words === undefined ? null : <span>{words}</span>}
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu className="listbox" onAction={(key) => acts.find((act) => act.id === key)?.run()}>
          {acts.map((act) => (
            <MenuActItem key={act.id} act={act} />
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

export function MenuActItem({ act }: { act: MenuAct }) {
  return (
    <MenuItem
      id={act.id}
      className="option"
      isDisabled={act.isDisabled}
      data-danger={act.danger || undefined}
      textValue={act.label}
    >
      {act.icon}
      <span>{act.label}</span>
      {act.keys === undefined ? null : <kbd>{act.keys}</kbd>}
    </MenuItem>
  );
}
