// Where the designer is: `#/map/orders?target=/lines`, path and query both behind the hash. Imports nothing of ours.
import { useSyncExternalStore } from 'react';

const listen = (onChange: () => void): (() => void) => {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
};

const pathNow = (): string => {
  const [path = ''] = location.hash.replace(/^#/, '').split('?');
  return path.startsWith('/') ? path : `/${path}`;
};

const queryNow = (): string => {
  const { hash } = location;
  const start = hash.indexOf('?');
  return start < 0 ? '' : hash.slice(start + 1);
};

/** Goes to `/path?query`; with `replace` without a step in the history. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  const hash = `#${to.startsWith('/') ? to : `/${to}`}`;
  if (hash === location.hash) return;
  if (options.replace !== true) {
    location.hash = hash;
    return;
  }
  history.replaceState(null, '', hash);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** The router's hook: path and the way to change it. */
export function useHashPath(): [string, typeof navigate] {
  return [useSyncExternalStore(listen, pathNow), navigate];
}
useHashPath.hrefs = (href: string): string => `#${href}`;

/** The router's hook for the part behind the question mark. */
export const useHashQuery = (): string => useSyncExternalStore(listen, queryNow);
