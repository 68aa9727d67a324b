// Where the designer is: `#/map/orders?target=/lines`, path and query both behind the hash. Imports nothing of ours.
import { useSyncExternalStore } from 'react';

/** Tells of every change of the address. @returns how to stop it */
export const onAddress = (onChange: () => void): (() => void) => {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
};

/** The path behind the hash: `/map/orders`. */
export const pathNow = (): string => {
  const [path = ''] = location.hash.replace(/^#/, '').split('?');
  return path.startsWith('/') ? path : `/${path}`;
};

/** What stands behind the question mark, without it. */
export const queryNow = (): string => {
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
  return [useSyncExternalStore(onAddress, pathNow), navigate];
}
useHashPath.hrefs = (href: string): string => `#${href}`;

/** The router's hook for the part behind the question mark. */
export const useHashQuery = (): string => useSyncExternalStore(onAddress, queryNow);
