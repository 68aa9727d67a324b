// What an order is fit for: release, publish, notify, invoice, each with the verdict on it and on what belongs to it, and the rule
// that says no. May import api/ types, panels/ and parts/.
import { Link } from 'wouter';
import type { Gate } from '../../api/message-shapes.ts';
import type { OrderDetail } from '../../api/operations.ts';
import { GateVerdict } from '../../panels/StepNotes.tsx';
import { Badge } from '../../parts/Badge.tsx';
import { nameOf } from './document-name.ts';

/** In the order in which an order needs them, with what is said where nothing was judged. */
const PURPOSES: readonly { readonly gate: string; readonly none: string }[] = [
  { gate: 'release', none: 'No rules of the workspace judge it.' },
  { gate: 'notify', none: 'Nothing of it is to be told to anybody yet.' },
  { gate: 'invoice', none: 'There is nothing of it to be invoiced yet.' },
];

interface Verdict {
  readonly gate: Gate;
  /** The shipment, return or invoice that was judged; none for the order itself. */
  readonly of: string | undefined;
}

function verdictsOf({ gates, documents }: OrderDetail): readonly Verdict[] {
  const own = gates.map((gate) => ({ gate, of: undefined }));
  return [...own, ...documents.flatMap((one) => one.gates.map((gate) => ({ gate, of: nameOf(one) })))];
}

export function Purposes({ detail }: { detail: OrderDetail }) {
  const verdicts = verdictsOf(detail);
  const skus = [...new Set((detail.order.lines ?? []).flatMap(({ sku }) => sku ?? []))];
  return (
    <ul className="plain-list purposes">
      {PURPOSES.map(({ gate: name, none }) => {
        const own = verdicts.filter(({ gate }) => gate.gate === name);
        return (
          <li key={name} className="stack-tight" data-gate={name}>
            {own.length === 0 ? (
              <p className="cluster">
                <Badge>not judged</Badge>
                <strong>{name}</strong>
                <span className="soft">{none}</span>
              </p>
            ) : (
              own.map(({ gate, of }) => (
                <GateVerdict key={of ?? ''} gate={gate} of={of === undefined ? undefined : <Badge>{of}</Badge>} />
              ))
            )}
          </li>
        );
      })}
      <li className="cluster" data-gate="publish">
        <Badge>of stock</Badge>
        <strong>publish</strong>
        <span className="soft">
          is judged for each position:{' '}
          {skus.length === 0
            ? 'the order names no SKU'
            : skus.slice(0, 3).map((sku, index) => (
                <span key={sku}>
                  {index === 0 ? '' : ', '}
                  <Link href={`/stock?q=${encodeURIComponent(sku)}`}>{sku}</Link>
                </span>
              ))}
          {skus.length > 3 ? ` and ${skus.length - 3} more` : ''}
        </span>
      </li>
    </ul>
  );
}
