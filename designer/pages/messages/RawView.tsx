// The message as it came: as text, or byte by byte with what stands for what. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MessageDetail } from '../../api/message-shapes.ts';
import { receiptBytes } from '../../api/messages.ts';
import { Button } from '../../parts/Button.tsx';
import { QueryView } from '../../parts/states.tsx';
import { hexLines, laidOut } from './bytes.ts';

export function RawView({ message }: { message: MessageDetail }) {
  const { raw, rawSizeBytes, format, edited, receipt } = message;
  const [asBytes, setAsBytes] = useState(false);
  return (
    <div className="stack">
      <p className="cluster">
        <span className="soft">
          {edited === null
            ? `${rawSizeBytes.toLocaleString('en')} bytes of`
            : `Edited by ${edited.by ?? 'somebody'}; the original is in`}{' '}
          receipt <span className="mono">{receipt}</span>
        </span>
        <Button aria-pressed={asBytes} onPress={() => setAsBytes(!asBytes)}>
          {asBytes ? 'Show text' : 'Show bytes'}
        </Button>
        <a href={`/v1/receipts/${receipt}/body`} download>
          Download the exact bytes
        </a>
      </p>
      {asBytes ? (
        <Bytes message={message} />
      ) : raw === null ? (
        <p className="soft">The bytes are not there any more.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard
        <pre className="raw" tabIndex={0}>
          {laidOut(raw, format)}
        </pre>
      )}
    </div>
  );
}

/** Bytes that are shown; all of them can be downloaded. */
const MOST_BYTES = 16_384;

/** The exact bytes are for whoever may see all of them; others are told so. */
function Bytes({ message }: { message: MessageDetail }) {
  const { receipt, range } = message;
  const query = useQuery({
    queryKey: ['receipt', receipt, 'body'],
    queryFn: ({ signal }) => receiptBytes(receipt, signal),
  });
  return (
    <QueryView query={query} what="the bytes">
      {(body) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard
        <pre className="raw" tabIndex={0}>
          {hexLines(body.subarray(range.start, Math.min(range.end, range.start + MOST_BYTES)), range.start).join('\n')}
        </pre>
      )}
    </QueryView>
  );
}
