// The way of a message as steps to draw: from its bytes to its deliveries. Pure; may import types of api/.
import type { DeliveryView, GateView, MessageDetail, Stage } from '../../api/message-shapes.ts';

export interface Step {
  readonly id: string;
  readonly name: string;
  readonly status: Stage['status'];
  /** A few words below the name. */
  readonly words: string;
  readonly at?: string;
  readonly stage?: Stage;
  readonly gates?: readonly GateView[];
  readonly deliveries?: readonly DeliveryView[];
}

const NAMES: Readonly<Record<string, string>> = {
  intake: 'Received',
  decode: 'Decoded',
  contract: 'Source contract',
  map: 'Mapped',
  check: 'Common model',
  'gate intake': 'Intake gate',
  apply: 'State',
};

function wordsOf(stage: Stage, message: MessageDetail): string {
  if (stage.status === 'not reached') return 'not reached';
  if (stage.error !== undefined) return stage.error.code;
  switch (stage.name) {
    case 'intake':
      return message.source;
    case 'decode':
      return message.format ?? 'read';
    case 'map':
      return stage.tookMs === undefined ? message.mapping : `${stage.tookMs} ms`;
    case 'gate intake': {
      const blocks = message.decisions.filter(({ severity }) => severity === 'block').length;
      return stage.status === 'held' ? `${blocks} ${blocks === 1 ? 'rule says' : 'rules say'} no` : 'may enter';
    }
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
  if (gates.length === 0) return { ...base, status: 'passed', words: 'none to pass' };
  return {
    ...base,
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
  ].flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]));
  return { ...base, status: bad > 0 ? 'failed' : 'passed', words: words.join(', ') };
}

/** The seven stages, then the gates of its documents and the deliveries that followed. */
export function stepsOf(message: MessageDetail): readonly Step[] {
  const stages = message.stages.map(
    (stage): Step => ({
      id: stage.name,
      name: NAMES[stage.name] ?? stage.name,
      status: stage.status,
      words: wordsOf(stage, message),
      stage,
      ...(stage.at === undefined || stage.status === 'not reached' ? {} : { at: stage.at }),
    }),
  );
  const isApplied = message.stages.find(({ name }) => name === 'apply')?.status === 'passed';
  return [...stages, gateStep(message.gates, isApplied), deliveryStep(message.deliveries, isApplied)];
}
