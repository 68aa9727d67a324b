// Addresses and networks: which lists they are in, and which of them are nobody's business outside. Knows ipaddr.js.
import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An address; one of IPv4 that is written as IPv6 is the IPv4 address. Undefined for what is none. */
export function addressOf(text: string): Address | undefined {
  const plain = text.trim().replace(/^\[|\](?::\d+)?$/g, '');
  return ipaddr.isValid(plain) ? ipaddr.process(plain) : undefined;
}

/** Whether a text is an address or a network that lists can name: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`. */
export const isNetwork = (text: string): boolean => ipaddr.isValid(text) || ipaddr.isValidCIDR(text);

/** Whether an address is in one of these networks. */
export function isWithin(address: Address, networks: readonly string[]): boolean {
  return networks.some((network) => {
    const [base, bits] = ipaddr.isValidCIDR(network)
      ? ipaddr.parseCIDR(network)
      : ([ipaddr.process(network), undefined] as const);
    if (base.kind() !== address.kind()) return false;
    return address.match(base, bits ?? (base.kind() === 'ipv4' ? 32 : 128));
  });
}

/** Ranges in which an address of the public net can stand in another form (RFC 6052, RFC 3056): it counts as that address. */
function embedded(address: Address): Address {
  if (address.kind() !== 'ipv6') return address;
  const bytes = address.toByteArray();
  const range = address.range() as string;
  if (range === 'rfc6052') return ipaddr.fromByteArray(bytes.slice(12)) as Address;
  if (range === '6to4') return ipaddr.fromByteArray(bytes.slice(2, 6)) as Address;
  return address;
}

/**
 * Whether an address is one that everybody on the net could reach. Private, link-local, loopback, multicast, reserved
 * and unspecified ones are not: behind them stand machines that trust whoever is inside.
 */
export const isPublic = (address: Address): boolean => embedded(address).range() === 'unicast';
