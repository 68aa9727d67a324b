// Named edits of a ruleset, of one of its files or of both at once: done as one step, said aloud, refused in words.
// May import panels/, parts/ and the rules' model.
import { useMemo } from 'react';
import { applySplices } from '../../../runtime/engine/syntax/json-splice.ts';
import type { Edit } from '../../model/rules/commands.ts';
import type { RulesetEdit } from '../../model/rules/named.ts';
import type { RulesetTexts } from '../../model/rules/verdict.ts';
import type { EditedFolder } from '../../panels/use-edited-folder.ts';
import { announce, toast } from '../../parts/toast.tsx';

/** The two files that say what is decided. */
export const FILES = { rules: 'rules.json', manifest: 'ruleset.json' } as const;

/** An edit of one file; with `joins` it goes on with the last one of its name. */
export type RunRules = (make: (text: string) => Edit, joins?: boolean) => void;

export interface RulesetEdits {
  /** Edits both files. @returns whether it could be done */
  readonly edit: (make: (texts: RulesetTexts) => RulesetEdit, joins?: boolean) => boolean;
  readonly run: RunRules;
  /** Edits the named conditions. */
  readonly runNamed: RunRules;
}

export function useRulesetEdits(texts: RulesetTexts, change: EditedFolder['change']): RulesetEdits {
  return useMemo(() => {
    const edit: RulesetEdits['edit'] = (make, joins = false) => {
      try {
        const { name, ...splices } = make(texts);
        change(
          name,
          {
            [FILES.rules]: applySplices(texts.rules, splices.rules ?? []),
            [FILES.manifest]: applySplices(texts.manifest, splices.manifest ?? []),
          },
          joins,
        );
        if (!joins) announce(name);
        return true;
      } catch (thrown) {
        toast((thrown as Error).message, { tone: 'bad' });
        return false;
      }
    };
    const runIn =
      (file: 'rules' | 'manifest'): RunRules =>
      (make, joins = false) => {
        edit((now) => {
          const { name, splices } = make(now[file]);
          return { name, [file]: splices };
        }, joins);
      };
    return { edit, run: runIn('rules'), runNamed: runIn('manifest') };
  }, [texts, change]);
}
