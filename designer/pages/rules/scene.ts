// What the pictures of a ruleset share: the verdicts on the chosen example, marks, coverage and what is chosen.
// May import the rules' model.
import { createContext, useContext } from 'react';
import type { Mark } from '../../model/rules/marks.ts';
import type { ReferencePlace } from '../../model/rules/named.ts';
import type { Coverage, RuleVerdict, SubjectVerdict } from '../../model/rules/verdict.ts';

export interface Scene {
  /** On the chosen example, or the chosen line of it, named conditions by their own pointers too; undefined without one. */
  readonly verdict: SubjectVerdict | undefined;
  readonly coverage: Coverage | undefined;
  readonly showsCoverage: boolean;
  /** By pointer of the rule or condition. */
  readonly marks: ReadonlyMap<string, readonly Mark[]>;
  /** By the name of a condition: what refers to it. */
  readonly uses: ReadonlyMap<string, readonly ReferencePlace[]>;
  readonly chosen: string | undefined;
  readonly choose: (id: string) => void;
}

export const SceneContext = createContext<Scene>({
  verdict: undefined,
  coverage: undefined,
  showsCoverage: false,
  marks: new Map(),
  uses: new Map(),
  chosen: undefined,
  choose: () => undefined,
});

export const useScene = (): Scene => useContext(SceneContext);

export const ruleVerdict = (scene: Scene, index: number): RuleVerdict | undefined =>
  scene.verdict?.rules.find((rule) => rule.index === index);

/** What no example has shown yet of a condition. */
export function uncovered(scene: Scene, id: string): string | undefined {
  if (scene.coverage === undefined) return undefined;
  const { true: yes = 0, false: no = 0 } = scene.coverage.conditions[id] ?? {};
  if (yes === 0 && no === 0) return 'never evaluated';
  return yes === 0 ? 'never true' : no === 0 ? 'never false' : undefined;
}

export const neverFired = (scene: Scene, index: number): boolean =>
  scene.coverage !== undefined && (scene.coverage.fired[index] ?? 0) === 0;
