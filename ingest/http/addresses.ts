// Which network addresses a source may have, asked when the connection is made, so that a name cannot point elsewhere after it was checked.
import { BlockList, isIP } from 'node:net'

/**
 * `open`: public and private addresses, because the systems of a city live in private networks. `loopback`: this machine. `closed`: never a source,
 * such as link-local addresses, under which clouds hand out their credentials.
 */
export type AddressClass = 'open' | 'loopback' | 'closed'

const V4_LOOPBACK = [['127.0.0.0', 8]] as const
const V4_CLOSED = [
  // "This host", which many systems take for the loopback.
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Metadata services of clouds outside the link-local range.
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.192', 32],
] as const
const V6_CLOSED = [
  // Unspecified, and IPv4 addresses in their long-abandoned form.
  ['::', 96],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  // Tunnels, which hide an IPv4 address in an IPv6 one.
  ['2002::', 16],
  ['2001::', 32],
  ['64:ff9b:1::', 48],
  // Metadata services of clouds.
  ['fd00:ec2::254', 128],
  ['fd20:ce::254', 128],
] as const
/** IPv6-only networks reach IPv4 through it; the address inside is what counts. */
const NAT64 = '64:ff9b::'

const loopback = new BlockList()
const closed = new BlockList()
loopback.addAddress('::1', 'ipv6')
for (const [net, bits] of V4_LOOPBACK) addV4(loopback, net, bits)
for (const [net, bits] of V4_CLOSED) addV4(closed, net, bits)
for (const [net, bits] of V6_CLOSED) closed.addSubnet(net, bits, 'ipv6')

function addV4(list: BlockList, net: string, bits: number): void {
  list.addSubnet(net, bits, 'ipv4')
  list.addSubnet(`${NAT64}${net}`, 96 + bits, 'ipv6')
}

/** Expects an address, not a name; what is no address is closed. IPv4 addresses mapped into IPv6 count as what they are. */
export function classOf(address: string): AddressClass {
  const version = isIP(address)
  if (version === 0) return 'closed'
  const family = version === 6 ? 'ipv6' : 'ipv4'
  if (loopback.check(address, family)) return 'loopback'
  return closed.check(address, family) ? 'closed' : 'open'
}

/** Whether a host, as a feed file writes it, names this machine. */
export function namesThisMachine(host: string): boolean {
  return host === 'localhost' || classOf(withoutBrackets(host)) === 'loopback'
}

export const withoutBrackets = (host: string): string => (host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host)
