// The stored message that the address names, shown as the sample: `#/map/<name>?message=<id>`. May import api/ and types of its neighbours.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearch } from 'wouter';
import type { MessageDetail } from '../api/message-shapes.ts';
import { messageQuery, receiptBytes } from '../api/messages.ts';
import { RequestError } from '../api/problem.ts';
import type { Sample } from './use-evaluation.ts';

interface Received {
  readonly sample: Sample;
  /** Its place among the messages of the sample. */
  readonly index: number;
}

/**
 * The whole receipt, for what a message needs of it: a header line, an envelope. Whoever may not see all of it is shown the
 * message's own part, masked; what was edited has taken the place of the receipt.
 */
async function receivedOf(message: MessageDetail, signal: AbortSignal): Promise<Received> {
  const title = `message ${message.document?.key ?? message.id}`;
  const { edited, receipt, position, raw } = message;
  if (edited !== null) return { sample: { pasted: 'body' in edited ? edited.body : '', title }, index: 0 };
  try {
    const bytes = await receiptBytes(receipt, signal);
    return { sample: { pasted: new TextDecoder().decode(bytes), title }, index: position };
  } catch (thrown) {
    if (!(thrown instanceof RequestError) || thrown.problem.status !== 403) throw thrown;
    return { sample: { pasted: raw ?? '', title: `${title}, masked` }, index: 0 };
  }
}

/** Chooses the message as the sample once it is there. */
export function useReceivedMessage(choose: (sample: Sample, index: number) => void): void {
  const id = new URLSearchParams(useSearch()).get('message') ?? undefined;
  const { data } = useQuery({
    queryKey: ['received', id],
    queryFn: async ({ signal }) => receivedOf(await messageQuery(id ?? '').queryFn({ signal }), signal),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
  useEffect(() => {
    if (data !== undefined) choose(data.sample, data.index);
  }, [data, choose]);
}
