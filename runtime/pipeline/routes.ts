// Which destinations take the messages of an outbound mapping, and where an acknowledgement goes.
import { join } from 'node:path';
import type { Config, ConfiguredDestination } from '../config.ts';

export interface Route {
  readonly name: string;
  readonly settings: ConfiguredDestination;
  readonly envelope?: ConfiguredDestination['envelope'];
}

/** Names under which acknowledgements can be routed like mappings. */
export const ACKNOWLEDGEMENTS: Readonly<Record<string, string>> = { '997': 'x12-997', CONTRL: 'edifact-contrl' };

/** The folder for everything that no configured destination takes. */
export const OUTBOX = 'outbox';

export interface Routes {
  readonly all: readonly Route[];
  destinationsOf(mapping: string): readonly Route[];
}

/** Routes of a configuration. What no destination takes goes to files in `<data>/outbox`, so nothing that was set free is lost. */
export function routesOf(config: Config): Routes {
  const configured: Route[] = Object.entries(config.destinations).map(([name, settings]) => ({
    name,
    settings,
    ...(settings.envelope === undefined ? {} : { envelope: settings.envelope }),
  }));
  const outbox: Route = {
    name: OUTBOX,
    settings: {
      type: 'file',
      directory: join(config.data, OUTBOX),
      mappings: [],
      owner: 'integration',
      retry: { attempts: 12, baseMs: 1_000, maxMs: 3_600_000 },
      concurrency: 4,
    },
  };
  return {
    all: [...configured, outbox],
    destinationsOf(mapping) {
      const takers = configured.filter((route) => route.settings.mappings.includes(mapping));
      return takers.length > 0 ? takers : [outbox];
    },
  };
}
