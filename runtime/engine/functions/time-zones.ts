// Time zones by name, by offset and by the codes of X12 and EDIFACT. Uses Luxon and the zone data of the platform.
import { FixedOffsetZone, IANAZone, type Zone } from 'luxon';
import { argumentError, isAbsent } from './argument.ts';

export const UTC: Zone = FixedOffsetZone.utcInstance;

const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/i;

/** `+02:00`, `-0500`, `+2`, `UTC+2`, `Z`, `UTC`, `GMT`; undefined for anything else. */
export function offsetZone(text: string): Zone | undefined {
  if (/^(?:Z|UTC|GMT|UT)$/i.test(text)) return UTC;
  const [, sign, hours, minutes = '0'] = OFFSET.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const offset = Number(hours) * 60 + Number(minutes);
  return FixedOffsetZone.instance(sign === '-' ? -offset : offset);
}

/** Zones that were asked for before; asking the platform whether a name exists is slow. Holds existing names only. */
const named = new Map<string, Zone>();

/** A zone of the IANA database, for example `Europe/Berlin`. */
function namedZone(name: string): Zone | undefined {
  const known = named.get(name);
  if (known !== undefined) return known;
  if (!/^[A-Za-z][\w+/-]{1,63}$/.test(name) || !IANAZone.isValidZone(name)) return undefined;
  const zone = IANAZone.create(name);
  named.set(name, zone);
  return zone;
}

/**
 * X12 data element 623, time code: ISO offsets `01` (P01) to `24` (M01), and the zones of North America, where the third
 * letter of "Eastern Time" and its like means standard or daylight time, whichever holds on the day. `LT`, local time, says nothing.
 */
const X12_ZONES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    UT: 'UTC',
    GM: 'UTC',
    NS: '-03:30',
    ND: '-02:30',
    NT: 'America/St_Johns',
    TS: '-04:00',
    TD: '-03:00',
    TT: 'America/Halifax',
    ES: '-05:00',
    ED: '-04:00',
    ET: 'America/New_York',
    CS: '-06:00',
    CD: '-05:00',
    CT: 'America/Chicago',
    MS: '-07:00',
    MD: '-06:00',
    MT: 'America/Denver',
    PS: '-08:00',
    PD: '-07:00',
    PT: 'America/Los_Angeles',
    AS: '-09:00',
    AD: '-08:00',
    AT: 'America/Anchorage',
    HS: '-10:00',
    HD: '-09:00',
    HT: 'Pacific/Honolulu',
  }),
);

/** The zone of an X12 time code; undefined when the text is not one. */
export function x12Zone(code: string): Zone | undefined {
  if (/^\d{2}$/.test(code)) {
    const number = Number(code);
    if (number < 1 || number > 24) return undefined;
    return FixedOffsetZone.instance((number <= 12 ? number : number - 25) * 60);
  }
  if (code === 'LT') return UTC;
  const name = X12_ZONES.get(code);
  return name === undefined ? undefined : (offsetZone(name) ?? namedZone(name));
}

/** Zone letters seen in EDIFACT formats 301 to 304 (`ZZZ`), read as the fixed offsets they name. */
const EDIFACT_LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    WET: '+00:00',
    WES: '+01:00',
    BST: '+01:00',
    CET: '+01:00',
    MEZ: '+01:00',
    CES: '+02:00',
    EET: '+02:00',
    EES: '+03:00',
    MSK: '+03:00',
    EST: '-05:00',
    EDT: '-04:00',
    CST: '-06:00',
    CDT: '-05:00',
    MST: '-07:00',
    MDT: '-06:00',
    PST: '-08:00',
    PDT: '-07:00',
  }),
);

/** The zone at the end of an EDIFACT date and time: letters, or an offset in hours (`+01`, `-05`) or hours and minutes. */
export function edifactZone(text: string): Zone | undefined {
  const letters = text.trim().toUpperCase();
  const known = EDIFACT_LETTERS.get(letters.slice(0, 3));
  if (/^[A-Z]{3,4}$/.test(letters) && known !== undefined) return offsetZone(known);
  return offsetZone(letters);
}

/**
 * The zone argument of a function; UTC when it is absent.
 *
 * Names of this machine's own zone (`local`, `system`) are refused: the same mapping must give the same result everywhere.
 *
 * @throws CrossdockError `function.argument` when there is no such zone
 */
export function zoneArgument(call: string, zone: unknown, alsoTakes?: (code: string) => Zone | undefined): Zone {
  if (isAbsent(zone)) return UTC;
  const name = typeof zone === 'string' ? zone.trim() : undefined;
  if (name !== undefined) {
    const found = alsoTakes?.(name) ?? offsetZone(name) ?? namedZone(name);
    if (found !== undefined) return found;
  }
  throw argumentError(call, 'a time zone such as Europe/Berlin or +02:00', zone);
}
