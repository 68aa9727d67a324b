// Buttons: with a word, or with a picture and an accessible name. May import its neighbours only.
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  OverlayArrow,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  readonly children?: ReactNode;
  readonly tone?: 'plain' | 'main' | 'danger' | 'quiet';
  /** Shown before the words. */
  readonly icon?: ReactNode;
  readonly className?: string;
}

export function Button({ tone = 'plain', icon, children, className = '', ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={`button ${className}`} data-tone={tone}>
      {icon}
      {children === undefined ? null : <span>{children}</span>}
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label'> {
  /** What it does; its name for screen readers and its tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  /** Keys that do the same, shown in the tooltip. */
  readonly keys?: string;
}

/** A button that shows a picture alone; its words come as a tooltip. */
export function IconButton({ label, icon, keys, tone = 'quiet', className = '', ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton {...rest} aria-label={label} className={`button icon-button ${className}`} data-tone={tone}>
        {icon}
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        <OverlayArrow />
        {label}
        {keys === undefined ? null : <kbd>{keys}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
