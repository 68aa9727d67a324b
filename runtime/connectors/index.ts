// The list of destination connectors: a new kind is one file and one line here.
import type { Destination } from './connector.ts';
import { type FileSettings, fileDestination } from './file.ts';
import { type HttpSettings, httpDestination } from './http.ts';

export type DestinationSettings = FileSettings | HttpSettings;

/** Opens the connector of a destination. */
export function openDestination(settings: DestinationSettings): Destination {
  switch (settings.type) {
    case 'file':
      return fileDestination(settings);
    case 'http':
      return httpDestination(settings);
  }
}
