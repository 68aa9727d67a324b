// Who works here and what he may do: acts that would be refused are not offered. May import ./request.ts and types of http.
import { useQuery } from '@tanstack/react-query';
import type { MeAnswer } from '../../runtime/http/answers.ts';
import { requestJson } from './request.ts';

export const meQuery = {
  queryKey: ['me'],
  queryFn: ({ signal }: { signal: AbortSignal }) => requestJson<MeAnswer>('/v1/me', { signal }),
  staleTime: 60_000,
} as const;

/** The roles that the sidecar asks for each kind of act; it decides, this only spares the way to a refusal. */
const ROLES = { operate: ['operator', 'admin'], change: ['analyst', 'admin'] } as const;

/** Whether the person may; undecided counts as yes, for the sidecar says no by itself. */
export function useMay(act: keyof typeof ROLES): boolean {
  const { data } = useQuery(meQuery);
  return data === undefined || ROLES[act].some((role) => data.roles.includes(role));
}
