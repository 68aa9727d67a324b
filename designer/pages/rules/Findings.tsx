// What is wrong with a ruleset, and what its rules do to each other, each with a document that shows it. May import its neighbours.
import { ListPlus, SearchCheck, Wrench } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { AnalysisFinding, Witness } from '../../model/rules/analysis/analyse.ts';
import { fillGap } from '../../model/rules/analysis/fill-gap.ts';
import type { Gap, Gaps } from '../../model/rules/analysis/gaps.ts';
import type { RulesetScope } from '../../model/rules/catalog.ts';
import type { Edit } from '../../model/rules/commands.ts';
import { valueWords } from '../../model/rules/decision-table.ts';
import type { Mark } from '../../model/rules/marks.ts';
import type { RuleFile } from '../../model/rules/rule-file.ts';
import type { RulesetTexts } from '../../model/rules/verdict.ts';
import { Badge, type Tone } from '../../parts/Badge.tsx';
import { Button, IconButton } from '../../parts/Button.tsx';
import { toast } from '../../parts/toast.tsx';
import type { ExampleText } from '../../worker/rules-messages.ts';
import { useScene } from './scene.ts';
import { useAnalysis } from './use-verdicts.ts';
import { factWords } from './words.ts';

export interface FindingsProps {
  readonly marks: readonly Mark[];
  readonly drawn: RuleFile;
  readonly texts: RulesetTexts;
  readonly examples: readonly ExampleText[];
  readonly scope: RulesetScope;
  readonly run: (make: (text: string) => Edit) => void;
  /** What would mend a mark at a pointer. */
  readonly fixesOf: (id: string) => readonly { readonly title: string; readonly run: () => void }[];
  /** Why nothing can be judged. */
  readonly fault: string | undefined;
  /** Shows a document as if it were an example. */
  readonly onShow: (witness: Witness) => void;
}

const TONES: Readonly<Record<AnalysisFinding['kind'], Tone>> = {
  contradiction: 'bad',
  impossible: 'bad',
  shadowed: 'warn',
  overlap: 'plain',
};

const WORDS: Readonly<Record<AnalysisFinding['kind'], string>> = {
  contradiction: 'contradiction',
  impossible: 'cannot fire',
  shadowed: 'shadowed',
  overlap: 'overlap',
};

/** The rule or the named condition that a mark stands in. */
function homeOf(id: string, drawn: RuleFile): string {
  const [, first = '', second] = id.split('/');
  if (first === 'conditions') return second?.replaceAll('~1', '/').replaceAll('~0', '~') ?? 'the ruleset';
  return drawn.rules[Number(first)]?.name ?? 'the ruleset';
}

function Marks({ marks, drawn, fixesOf }: Pick<FindingsProps, 'marks' | 'drawn' | 'fixesOf'>) {
  const scene = useScene();
  if (marks.length === 0) return <p className="soft">Every fact, operator, path and word is known.</p>;
  return (
    <ul className="plain-list">
      {marks.map((mark) => (
        <li key={`${mark.id} ${mark.code} ${mark.message}`}>
          <Badge tone={mark.severity === 'error' ? 'bad' : 'warn'}>{mark.severity}</Badge>{' '}
          <button type="button" className="link-button" onClick={() => scene.choose(mark.id)}>
            {homeOf(mark.id, drawn)}
          </button>{' '}
          {mark.message}
          {(mark.code === 'rule.unknown-condition' ? fixesOf(mark.id) : []).map((fix) => (
            <Button key={fix.title} tone="quiet" icon={<Wrench aria-hidden size={14} />} onPress={fix.run}>
              {fix.title}
            </Button>
          ))}
        </li>
      ))}
    </ul>
  );
}

function GapList({ gaps, onFill }: { gaps: Gaps; onFill: (gap: Gap) => void }) {
  if (gaps.columns.length === 0 || gaps.combinations === 0) return null;
  const titles = gaps.columns.map(({ fact, path }) => factWords({ fact, ...(path === undefined ? {} : { path }) }));
  return (
    <section className="stack finding-part" aria-label="Gaps of the decision table">
      <h3>Gaps of the decision table</h3>
      <p className="soft">
        Of {gaps.combinations} combinations of {titles.join(' and ')}, on these none of {gaps.rows.join(', ')} fires:
      </p>
      {gaps.gaps.length === 0 ? (
        <p className="soft">none.</p>
      ) : (
        <ul className="plain-list">
          {gaps.gaps.slice(0, 30).map((gap) => {
            const words = gap.values.map((value) => (value === undefined ? 'nothing' : valueWords(value))).join(' · ');
            return (
              <li key={JSON.stringify(gap.values)} className="gap-item">
                <code>{words}</code>
                <IconButton
                  label={`Add a row for ${words}`}
                  icon={<ListPlus aria-hidden size={14} />}
                  onPress={() => onFill(gap)}
                />
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

export function Findings(props: FindingsProps) {
  const { marks, drawn, texts, examples, scope, fault, run, fixesOf, onShow } = props;
  const scene = useScene();
  const { answer, isRunning, start } = useAnalysis();
  const analysis = answer?.analysis;
  // The table has another row then: what is still open is looked for anew.
  const isFilling = useRef(false);
  useEffect(() => {
    if (!isFilling.current) return;
    isFilling.current = false;
    start({ texts, examples, scope });
  }, [texts, examples, scope, start]);
  const fill = (gap: Gap) => {
    if (answer === undefined) return;
    const edit = fillGap(texts.rules, answer.gaps, gap);
    if (edit === undefined) {
      toast('No row in the columns of this table fires on it: it takes a rule of its own', { tone: 'bad' });
      return;
    }
    isFilling.current = true;
    run(() => edit);
  };
  return (
    <div className="stack">
      {fault === undefined ? null : <p className="example-fault">{fault}</p>}
      <section className="stack finding-part" aria-label="Checks">
        <h3>Checks</h3>
        <Marks marks={marks} drawn={drawn} fixesOf={fixesOf} />
      </section>
      <section className="stack finding-part" aria-label="What rules do to each other">
        <h3>What rules do to each other</h3>
        <div>
          <Button
            icon={<SearchCheck aria-hidden size={14} />}
            isPending={isRunning}
            onPress={() => start({ texts, examples, scope })}
          >
            {isRunning ? 'Analysing…' : 'Analyse'}
          </Button>
        </div>
        {analysis === undefined ? (
          <p className="soft">
            Contradictions, overlaps, rules that cannot fire or that others shadow; each with a document that the engine
            has confirmed.
          </p>
        ) : (
          <>
            {analysis.fault === undefined ? null : <p className="example-fault">{analysis.fault}</p>}
            <p className="soft" role="status">
              {analysis.findings.length === 0 ? 'Nothing found' : `${analysis.findings.length} found`} on{' '}
              {analysis.documents.toLocaleString('en')} documents.
            </p>
            <ul className="plain-list">
              {analysis.findings.map((finding) => (
                <li key={`${finding.kind} ${finding.rules.join(' ')}`} className="finding">
                  <Badge tone={TONES[finding.kind]}>{WORDS[finding.kind]}</Badge>
                  <p>{finding.message}</p>
                  <div className="cluster">
                    <button type="button" className="link-button" onClick={() => scene.choose(`/${finding.rules[0]}`)}>
                      Show the rule
                    </button>
                    <button type="button" className="link-button" onClick={() => onShow(finding.witness)}>
                      {finding.witness.isExample
                        ? `Example ${finding.witness.example}`
                        : `Document made from ${finding.witness.example}`}
                    </button>
                  </div>
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
      {answer === undefined ? null : <GapList gaps={answer.gaps} onFill={fill} />}
    </div>
  );
}
