// The selected target, which is part of the address: a link leads to it. The page answers first, the address follows when it is idle.
// May import parts/.
import { useCallback, useEffect, useRef, useState } from 'react';
import { whenIdle } from '../parts/after-paint.ts';
import { navigate, onAddress, pathNow, queryNow } from '../parts/location.ts';

const targetNow = (): string | undefined => new URLSearchParams(queryNow()).get('target') ?? undefined;

/** The query with another target; what else it names stays. */
function queryWith(target: string | undefined): string {
  const query = new URLSearchParams(queryNow());
  if (target === undefined) query.delete('target');
  else query.set('target', target);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** @param name of the mapping: its address is `/map/<name>?target=<path>` */
export function useSelected(name: string): [string | undefined, (path: string | undefined) => void] {
  const [selected, setSelected] = useState(targetNow);
  const callOff = useRef<() => void>(undefined);
  const isOwn = useRef(false);
  const own = `/map/${encodeURIComponent(name)}`;
  const isHere = useCallback(() => [own, `/map/${name}`].includes(pathNow()), [own, name]);
  useEffect(() => {
    const stop = onAddress(() => {
      if (isOwn.current) return;
      // A link was followed, or a step back was made: that counts.
      callOff.current?.();
      if (isHere()) setSelected(targetNow());
    });
    return () => {
      stop();
      callOff.current?.();
    };
  }, [isHere]);
  const select = useCallback(
    (path: string | undefined) => {
      setSelected(path);
      callOff.current?.();
      callOff.current = whenIdle(() => {
        if (!isHere()) return;
        isOwn.current = true;
        navigate(`${own}${queryWith(path)}`, { replace: true });
        isOwn.current = false;
      });
    },
    [isHere, own],
  );
  return [selected, select];
}
