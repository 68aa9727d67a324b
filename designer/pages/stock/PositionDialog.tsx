// One position: what lies there in each state, who said so, and what it may be used for, with the rule that says no.
// May import api/ types, panels/ and parts/.
import { Link } from 'wouter';
import type { StockPosition } from '../../api/operations.ts';
import { GateVerdict } from '../../panels/StepNotes.tsx';
import { Modal } from '../../parts/Modal.tsx';
import { Moment } from '../../parts/Moment.tsx';

export function PositionDialog({ position, onClose }: { position: StockPosition; onClose: () => void }) {
  const { sku, location, locationType, lot, unit = '', quantities = {}, source, asOf, updatedAt, gates } = position;
  return (
    <Modal title={`${sku} at ${location}`} open onClose={onClose}>
      <div className="stack">
        <dl className="facts">
          {Object.entries(quantities).map(([state, quantity]) => (
            <div key={state} style={{ display: 'contents' }}>
              <dt>{state.replaceAll('_', ' ')}</dt>
              <dd>
                {String(quantity)} {unit}
              </dd>
            </div>
          ))}
          {lot === undefined ? null : (
            <>
              <dt>Lot</dt>
              <dd>{lot}</dd>
            </>
          )}
          <dt>Kind of location</dt>
          <dd>{locationType ?? 'not said'}</dd>
          <dt>Said by</dt>
          <dd>
            {source.system}, as of <Moment at={asOf ?? updatedAt} />
          </dd>
        </dl>
        {gates.length === 0 ? <p className="soft">No gate judges it.</p> : null}
        {gates.map((gate) => (
          <GateVerdict key={gate.gate} gate={gate} />
        ))}
        <p>
          <Link href={`/messages?document=inventory&key=${encodeURIComponent(position.key)}`}>
            The messages that said so
          </Link>
        </p>
      </div>
    </Modal>
  );
}
