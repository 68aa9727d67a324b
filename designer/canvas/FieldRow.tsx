// One row of a tree of fields: its name, its kind, what is said of it, and its value in the sample. May import ./rows.ts and schema/.
import { Braces, Brackets, ChevronDown, ChevronRight, CircleDot, Hash, ToggleLeft, Type } from 'lucide-react';
import { memo } from 'react';
import type { FieldType } from '../schema/field.ts';
import type { Row } from './rows.ts';

export interface RowMark {
  /** Lines that begin or end at the row, and of a closed row at all that it hides. */
  readonly lines?: number;
  readonly tone?: 'mapped' | 'constant' | 'loop' | 'error' | 'warning' | 'drop' | 'refused';
  /** The sample has no value of it. */
  readonly isAbsent?: boolean;
  /** Shown as a tooltip and read out. */
  readonly words?: string;
}

const ICONS: Readonly<Record<FieldType, typeof Type>> = {
  object: Braces,
  array: Brackets,
  string: Type,
  number: Hash,
  integer: Hash,
  boolean: ToggleLeft,
  null: CircleDot,
  any: CircleDot,
};

const TYPE_WORDS: Readonly<Record<FieldType, string>> = {
  object: 'group',
  array: 'list',
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'yes or no',
  null: 'nothing',
  any: 'any value',
};

/** Indentation per level in pixels. */
const INDENT = 14;

export interface FieldRowProps {
  readonly id: string;
  readonly row: Row;
  readonly top: number;
  readonly value: string | undefined;
  readonly mark: RowMark | undefined;
  readonly isActive: boolean;
  readonly isSelected: boolean;
}

/** What the row shows by pictures and colours, in words. */
function spokenWords({ field }: Row, mark: RowMark | undefined): string {
  const parts = [TYPE_WORDS[field.type], field.required === true ? 'required' : '', mark?.words ?? ''];
  return parts.filter((part) => part !== '').join(', ');
}

export const FieldRow = memo(function FieldRow({ id, row, top, value, mark, isActive, isSelected }: FieldRowProps) {
  const { field, level, isOpen } = row;
  const Icon = ICONS[field.type];
  const hasChildren = field.children.length > 0;
  return (
    <div
      id={id}
      className="tree-row"
      role="treeitem"
      aria-level={level}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-expanded={hasChildren ? isOpen : undefined}
      aria-selected={isSelected}
      aria-disabled={mark?.tone === 'refused' || undefined}
      data-path={field.path}
      data-active={isActive || undefined}
      data-tone={mark?.tone}
      data-absent={mark?.isAbsent}
      title={[field.path, field.label, field.description, mark?.words].filter(Boolean).join('\n')}
      style={{ transform: `translateY(${top}px)`, paddingLeft: 4 + (level - 1) * INDENT }}
    >
      <span className="tree-chevron" data-chevron={hasChildren || undefined}>
        {hasChildren ? isOpen ? <ChevronDown aria-hidden size={13} /> : <ChevronRight aria-hidden size={13} /> : null}
      </span>
      <Icon aria-hidden className="tree-icon" size={13} />
      <span className="tree-name">
        {field.name}
        {field.required === true ? (
          <span className="tree-required" aria-hidden="true">
            *
          </span>
        ) : null}
      </span>
      {field.label === undefined ? null : <span className="tree-label">{field.label}</span>}
      <span className="unseen">{spokenWords(row, mark)}</span>
      {mark?.lines === undefined || (mark.lines < 2 && isOpen) ? null : (
        <span className="tree-lines">{mark.lines}</span>
      )}
      <span className="tree-value" data-value={value}>
        {value}
      </span>
    </div>
  );
});
