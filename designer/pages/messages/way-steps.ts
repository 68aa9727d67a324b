// The way of a message as steps to draw: from its bytes to its deliveries. Pure; may import types of api/.
import type { DeliveryView, GateView, MessageDetail, Stage } from '../../api/message-shapes.ts';

export interface Step {
  readonly id: string;
  readonly name: string;
  readonly status: Stage['status'];
  /** A few words below the name. */
  readonly words: string;
  readonly at?: string;
  /** How long it took, in words. */
  readonly took?: string;
  readonly stage?: Stage;
  readonly gates?: readonly GateView[];
  readonly deliveries?: readonly DeliveryView[];
}

const NAMES: Readonly<Record<Stage['name'], string>> = {
  intake: 'Received',
  decode: 'Decoded',
  contract: 'Source contract',
  map: 'Mapped',
  check: 'Common model',
  'gate intake': 'Intake gate',
  apply: 'State',
};

/** `0.24 ms`, `12 ms`, `1.5 s`: as many digits as tell one step from the next. */
export function tookText(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms >= 10 ? Math.round(ms) : Number(ms.toFixed(ms >= 1 ? 1 : 2))} ms`;
}

function wordsOf(stage: Stage, message: MessageDetail): string {
  if (stage.status === 'not reached') return 'not reached';
  if (stage.error !== undefined) return stage.error.code;
  switch (stage.name) {
    case 'intake':
      return message.source;
    case 'decode':
      return message.format ?? 'read';
    case 'map':
      return message.mapping;
    case 'gate intake': {
      const blocks = message.decisions.filter(({ severity }) => severity === 'block').length;
      return stage.status === 'held' ? `${blocks} ${blocks === 1 ? 'rule says' : 'rules say'} no` : 'may enter';
    }
    case 'contract': {
      const reported = message.findings.filter(({ code }) => code.startsWith('contract.')).length;
      return reported === 0 ? 'as agreed' : `${reported} reported`;
    }
    case 'check':
      return `${message.documents.length} ${message.documents.length === 1 ? 'document' : 'documents'}`;
    case 'apply':
      return [...new Set((stage.outcomes ?? []).map(({ outcome }) => outcome))].join(', ') || 'written';
    default:
      return stage.status;
  }
}

function gateStep(gates: readonly GateView[], isReached: boolean): Step {
  const base = { id: 'gates', name: 'Gates', gates };
  if (!isReached) return { ...base, status: 'not reached', words: 'not reached' };
  const unfit = gates.filter(({ fit }) => !fit);
  const [last] = gates
    .map(({ evaluatedAt }) => evaluatedAt)
    .sort()
    .reverse();
  if (last === undefined) return { ...base, status: 'passed', words: 'none to pass' };
  return {
    ...base,
    at: last,
    status: unfit.length > 0 ? 'held' : 'passed',
    words:
      unfit.length > 0 ? `no: ${unfit.map(({ gate }) => gate).join(', ')}` : gates.map(({ gate }) => gate).join(', '),
  };
}

function deliveryStep(deliveries: readonly DeliveryView[], isReached: boolean): Step {
  const base = { id: 'deliveries', name: 'Deliveries', deliveries };
  if (deliveries.length === 0)
    return {
      ...base,
      status: isReached ? 'passed' : 'not reached',
      words: isReached ? 'nothing to send' : 'not reached',
    };
  const of = (status: DeliveryView['status']) => deliveries.filter((one) => one.status === status).length;
  const bad = of('dead') + of('refused');
  const words = [
    [of('delivered'), 'delivered'],
    [of('pending'), 'waiting'],
    [bad, 'failed'],
    [of('replaced'), 'replaced'],
    [of('discarded'), 'discarded'],
  ].flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]));
  const [last] = deliveries
    .flatMap(({ deliveredAt }) => deliveredAt ?? [])
    .sort()
    .reverse();
  const at = last === undefined ? {} : { at: last };
  return { ...base, ...at, status: bad > 0 ? 'failed' : 'passed', words: words.join(', ') };
}

/** The seven stages, then the gates of its documents and the deliveries that followed. */
export function stepsOf(message: MessageDetail): readonly Step[] {
  const stages = message.stages.map(
    (stage): Step => ({
      id: stage.name,
      name: NAMES[stage.name],
      status: stage.status,
      words: wordsOf(stage, message),
      stage,
      ...(stage.at === undefined || stage.status === 'not reached' ? {} : { at: stage.at }),
      ...(stage.tookMs === undefined || stage.status === 'not reached' ? {} : { took: tookText(stage.tookMs) }),
    }),
  );
  const isApplied = message.stages.find(({ name }) => name === 'apply')?.status === 'passed';
  return [...stages, gateStep(message.gates, isApplied), deliveryStep(message.deliveries, isApplied)];
}
