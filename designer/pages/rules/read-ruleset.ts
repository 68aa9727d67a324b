// What the two files of a ruleset say, read as they are edited: rules and named conditions drawn, what is judged, what is marked.
// May import the rules' model.
import { useMemo } from 'react';
import type { DocumentType } from '../../../runtime/model/types.ts';
import type { RulesetScope } from '../../model/rules/catalog.ts';
import type { DrawnCondition } from '../../model/rules/drawing.ts';
import { type Mark, marksOf } from '../../model/rules/marks.ts';
import { type ReferencePlace, referencesOf } from '../../model/rules/named.ts';
import { type ConditionPart, type RuleFile, readNamedConditions, readRuleFile } from '../../model/rules/rule-file.ts';
import type { RulesetTexts } from '../../model/rules/verdict.ts';

export interface ManifestView {
  readonly title?: string;
  readonly description?: string;
  readonly gate?: string;
  readonly document?: DocumentType;
  readonly scope?: '/lines';
}

function viewOf(manifest: string): ManifestView {
  try {
    return JSON.parse(manifest) as ManifestView;
  } catch {
    return {};
  }
}

function byId(marks: readonly Mark[]): ReadonlyMap<string, readonly Mark[]> {
  const found = new Map<string, Mark[]>();
  for (const mark of marks) found.set(mark.id, [...(found.get(mark.id) ?? []), mark]);
  return found;
}

function byName(references: readonly ReferencePlace[]): ReadonlyMap<string, readonly ReferencePlace[]> {
  const found = new Map<string, ReferencePlace[]>();
  for (const place of references) found.set(place.name, [...(found.get(place.name) ?? []), place]);
  return found;
}

export interface ReadRuleset {
  readonly view: ManifestView;
  readonly scope: RulesetScope;
  /** The fact that a new condition begins with. */
  readonly fact: string;
  readonly drawn: RuleFile;
  readonly named: ReadonlyMap<string, ConditionPart>;
  readonly drawnNamed: readonly DrawnCondition[];
  readonly marks: readonly Mark[];
  readonly marksById: ReadonlyMap<string, readonly Mark[]>;
  readonly references: readonly ReferencePlace[];
  readonly uses: ReadonlyMap<string, readonly ReferencePlace[]>;
}

/** Each part is read again only when its own file has changed. */
export function useReadRuleset(texts: RulesetTexts): ReadRuleset {
  const { rules, manifest } = texts;
  const drawn = useMemo(() => readRuleFile(rules), [rules]);
  const view = useMemo(() => viewOf(manifest), [manifest]);
  const named = useMemo(() => readNamedConditions(manifest), [manifest]);
  const scope = useMemo(
    (): RulesetScope => ({
      document: view.document ?? 'order',
      ...(view.scope === undefined ? {} : { scope: view.scope }),
    }),
    [view],
  );
  const marks = useMemo(() => marksOf(drawn, manifest, scope), [drawn, manifest, scope]);
  const marksById = useMemo(() => byId(marks), [marks]);
  const drawnNamed = useMemo(
    () => [...named].map(([name, condition]): DrawnCondition => ({ id: condition.id, name, condition })),
    [named],
  );
  const references = useMemo(() => referencesOf(texts), [texts]);
  const uses = useMemo(() => byName(references), [references]);
  const fact = scope.scope === '/lines' ? 'line' : scope.document;
  return { view, scope, fact, drawn, named, drawnNamed, marks, marksById, references, uses };
}
