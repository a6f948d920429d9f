// The one host that a feed names, resolved to addresses that may be connected to.
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { FeedReadError } from '../adapter.ts'
import { atMost } from './wire.ts'

/**
 * Addresses that no name may lead to: of this link alone, among them where clouds tell machines their secrets, and of nobody in particular. A city's own
 * network is private as a rule, so private addresses are allowed.
 */
const refused = new BlockList()
refused.addSubnet('0.0.0.0', 8, 'ipv4')
refused.addSubnet('169.254.0.0', 16, 'ipv4')
refused.addAddress('100.100.100.200', 'ipv4')
refused.addSubnet('224.0.0.0', 4, 'ipv4')
refused.addAddress('255.255.255.255', 'ipv4')
refused.addAddress('::', 'ipv6')
refused.addSubnet('fe80::', 10, 'ipv6')
refused.addAddress('fd00:ec2::254', 'ipv6')
refused.addSubnet('ff00::', 8, 'ipv6')

export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>

const systemResolve: Resolve = (host) => lookup(host, { all: true })

/** The addresses to try, in order. An address that the feed file names itself is taken as it is. Throws FeedReadError. */
export async function addressesOf(host: string, { timeoutMs, resolve = systemResolve }: { readonly timeoutMs: number; readonly resolve?: Resolve }): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host]
  let found: Awaited<ReturnType<Resolve>> | undefined
  let cause: unknown
  await atMost(timeoutMs, resolve(host).then((addresses) => (found = addresses), (error: unknown) => (cause = error)))
  if (found === undefined || found.length === 0) {
    throw new FeedReadError('unreachable', `The name ${host} leads to no address. See whether it is written as the network knows it, and whether this machine's name server knows it.`, `主机名 ${host} 无法解析。请核对名称是否正确，以及本机的域名服务器是否能解析。`, cause === undefined ? undefined : { cause })
  }
  const allowed = found.filter(({ address, family }) => !refused.check(address, family === 6 ? 'ipv6' : 'ipv4')).map(({ address }) => address)
  if (allowed.length > 0) return allowed
  const [first] = found
  throw new FeedReadError('refused', `The name ${host} leads to ${first?.address ?? ''}, which is an address of this link or of a cloud's own services and is not connected to. Correct the name; if it is meant, write the address itself.`, `主机名 ${host} 指向 ${first?.address ?? ''}，属于链路本地或云平台自身服务的地址，不予连接。请更正名称；若确有必要，请直接写该地址。`)
}
